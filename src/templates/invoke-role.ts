import type { AppFunction } from '../app/app.ts';
import { digestOf } from './canonical-json.ts';
import { trust } from './function-role.ts';
import { limits } from './limits.ts';
import { functionLogicalId } from './logical-ids.ts';
import type { TemplateResource } from './template.ts';

/**
 * The role API Gateway assumes to invoke the routed functions, and its policies: `lambda:InvokeFunction` on every
 * version of exactly these functions.
 *
 * The policies are managed ones of at most {@link limits.managedPolicyCharacters}: a hundred functions (as many as a
 * stage has variables) with names of 64 characters need up to 13,000 characters, which the inline policies of one role
 * cannot hold, but three managed ones can. Their logical ids are digests of what they allow. So when the set of
 * functions changes, CloudFormation adds the new policies beside the old ones, and removes the old ones in its cleanup,
 * after the stage was moved: no request meets a role that lacks its function. Both sets together are six policies at
 * most, of ten that a role may have.
 *
 * @param stem logical id of the Rest API.
 * @param omitName functions have generated names, known only after they are made.
 */
export function buildInvokeRole(
  stem: string,
  functions: readonly AppFunction[],
  omitName: boolean,
): { resources: Record<string, TemplateResource>; roleLogicalId: string; policyLogicalIds: string[] } {
  const roleLogicalId = `${stem}InvokeRole`;
  const resources: Record<string, TemplateResource> = {
    [roleLogicalId]: {
      Type: 'AWS::IAM::Role',
      Metadata: { Jets: { part: 'role that lets the Rest API invoke its functions' } },
      Properties: { AssumeRolePolicyDocument: trust('apigateway.amazonaws.com') },
    },
  };
  const policyLogicalIds = splitBySize(functions, omitName).map((members) => {
    const arns = members.map((member) => versionsArn(member, omitName));
    const logicalId = `${stem}InvokePolicy${digestOf(arns, 12)}`;
    resources[logicalId] = {
      Type: 'AWS::IAM::ManagedPolicy',
      Metadata: { Jets: { part: 'permission of the Rest API to invoke its functions' } },
      Properties: {
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: arns }],
        },
        Roles: [{ Ref: roleLogicalId }],
      },
    };
    return logicalId;
  });
  return { resources, roleLogicalId, policyLogicalIds };
}

/** A fixed name is written out, so the policy need not wait for the function and has the time IAM takes to spread it. */
function versionsArn(member: AppFunction, omitName: boolean): object {
  return {
    'Fn::Sub': omitName
      ? `\${${functionLogicalId(member, omitName)}.Arn}:*`
      : `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${member.name}:*`,
  };
}

function splitBySize(functions: readonly AppFunction[], omitName: boolean): AppFunction[][] {
  const groups: AppFunction[][] = [];
  let room = 0;
  for (const member of functions) {
    const nameLength = omitName ? limits.functionNameCharacters : member.name.length;
    const size = longestArnFrame + nameLength;
    if (size > room) {
      groups.push([]);
      room = limits.managedPolicyCharacters - emptyPolicy;
    }
    groups.at(-1)?.push(member);
    room -= size;
  }
  return groups;
}

/** Characters of the longest ARN apart from the name, in quotes and with a comma. */
const longestArnFrame = '"arn:aws-iso-b:lambda:ap-southeast-99:123456789012:function::*",'.length;

/** Characters of a policy document without its resources. */
const emptyPolicy =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"lambda:InvokeFunction","Resource":[]}]}'
    .length;
