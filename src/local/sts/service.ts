import { ServiceError, type Cloud, type RequestContext, type Service } from '../cloud.ts';

interface Session {
  readonly arn: string;
  readonly userId: string;
  readonly account: string;
}

/** STS: who am I, and temporary credentials. Nothing is checked against policies; every access key is accepted. */
export function createSts(cloud: Cloud): Service {
  const sessions = cloud.store.collection<Session>('sts.sessions');
  return {
    name: 'sts',
    operations: {
      GetCallerIdentity: (_input: object, context) => readIdentity(sessions, context),
      AssumeRole: (input: AssumeRoleInput, context) => {
        const { account, name } = parseRoleArn(input.RoleArn);
        checkSessionName(input.RoleSessionName);
        const duration = input.DurationSeconds ?? 3600;
        const accessKeyId = `ASIA${cloud.generateId(16).toUpperCase()}`;
        const roleId = `AROA${cloud.generateId(17).toUpperCase()}`;
        const session = {
          account,
          arn: `arn:aws:sts::${account}:assumed-role/${name}/${input.RoleSessionName}`,
          userId: `${roleId}:${input.RoleSessionName}`,
        };
        sessions.put(accessKeyId, session);
        return {
          Credentials: {
            AccessKeyId: accessKeyId,
            SecretAccessKey: cloud.generateId(40),
            SessionToken: cloud.generateId(120),
            Expiration: new Date(Math.floor(Date.now() / 1000 + duration) * 1000),
          },
          AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
          ...(context.account === account ? {} : { PackedPolicySize: 0 }),
        };
      },
    },
  };
}

interface AssumeRoleInput {
  readonly RoleArn: string;
  readonly RoleSessionName: string;
  readonly DurationSeconds?: number;
}

function readIdentity(
  sessions: { get(key: string): Session | undefined },
  context: RequestContext,
): { UserId: string; Account: string; Arn: string } {
  const session = context.accessKeyId === undefined ? undefined : sessions.get(context.accessKeyId);
  if (session) return { UserId: session.userId, Account: session.account, Arn: session.arn };
  return { UserId: context.account, Account: context.account, Arn: `arn:aws:iam::${context.account}:root` };
}

function parseRoleArn(arn: string): { account: string; name: string } {
  const [, account, path] = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(.+)$/.exec(arn) ?? [];
  if (!account || !path) throw new ServiceError('ValidationError', `${arn} is invalid`);
  return { account, name: path.split('/').at(-1)! };
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html: 2 to 64 characters of [\w+=,.@-]. */
function checkSessionName(name: string): void {
  if (/^[\w+=,.@-]{2,64}$/.test(name)) return;
  throw new ServiceError(
    'ValidationError',
    `1 validation error detected: Value '${name}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
  );
}
