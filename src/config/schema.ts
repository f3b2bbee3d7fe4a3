import * as z from 'zod';

/**
 * What `jets.config.ts` may hold. A leaf's description completes the sentence "memorySize must be …";
 * `why` names the rule behind it.
 */
export function createConfigSchema(): z.ZodType {
  return z.strictObject({
    name: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9_-]*$/)
      .meta({
        description: 'letters, digits, - and _, starting with a letter',
        why: 'It names the stack and the functions.',
      }),
    region: z
      .string()
      .regex(/^[a-z]+(-[a-z]+)+-\d+$/)
      .meta({ description: 'an AWS region such as us-east-1' })
      .optional(),
    api: z
      .strictObject({
        endpointType: choice('EDGE', 'REGIONAL', 'PRIVATE'),
        vpcEndpointIds: list(z.string().regex(/^vpce-/), 'a VPC endpoint id such as vpce-0123456789abcdef0'),
        endpointPolicy: z
          .strictObject({
            Version: text('a policy version such as 2012-10-17').optional(),
            Statement: z
              .array(z.looseObject({}).meta({ description: 'a policy statement' }))
              .meta({ description: 'a list of policy statements' }),
          })
          .meta({ description: 'a policy document: { Statement: [ … ] }' })
          .optional(),
        binaryMediaTypes: list(
          z.string().regex(/^[^\s/]+\/[^\s/]+$/),
          'a media type such as image/png or */*',
        ),
        cors: z
          .union([z.boolean(), corsSchema()])
          .meta({ description: "true, false or an object such as { origin: 'https://example.com' }" })
          .optional(),
        authorizationType: choice('NONE', 'AWS_IAM'),
        apiKeyRequired: flag(),
        autoReplace: flag(),
        resourceQuota: integer(1, 100_000, 'the number of resources AWS allows one Rest API of the account'),
      })
      .meta({ description: 'an object' })
      .optional(),
    domain: domainSchema(),
    deploy: z
      .strictObject({
        drainSeconds: integer(0, 3_600, 'seconds'),
      })
      .meta({ description: 'an object' })
      .optional(),
    function: functionSchema(),
    iamPolicy: z.array(statementSchema()).meta({ description: 'a list of policy statements' }).optional(),
    managedIamPolicy: list(z.string().regex(/^[\w+=,.@:/-]+$/), 'the name or the ARN of a managed policy'),
    logs: z
      .strictObject({
        retentionInDays: z
          .literal(retentionDays)
          .meta({
            description: `one of ${retentionDays.join(', ')}`,
            why: 'CloudWatch Logs takes no other number of days.',
          })
          .optional(),
      })
      .meta({ description: 'an object' })
      .optional(),
    cfn: z
      .strictObject({
        build: z
          .strictObject({
            controllers: choice(
              'one_lambda_for_all_controllers',
              'one_lambda_per_controller',
              'one_lambda_per_method',
            ),
            resourceTags: z
              .record(
                z
                  .string()
                  .regex(/^(?!aws:).{1,128}$/is)
                  .meta({
                    description: 'a tag name of at most 128 characters that does not start with aws:',
                  }),
                z.string().max(256).meta({ description: 'a text of at most 256 characters' }),
              )
              .meta({ description: "an object of texts such as { team: 'blog' }" })
              .optional(),
          })
          .meta({ description: 'an object' })
          .optional(),
      })
      .meta({ description: 'an object' })
      .optional(),
  });
}

/**
 * Base paths: characters and length as in https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html;
 * the slash, which that page allows as well, is refused by CreateBasePathMapping (https://github.com/aws/aws-cdk/issues/14822).
 * `(none)` is API Gateway's own word for no base path.
 */
function domainSchema() {
  return z
    .strictObject({
      name: z
        .string()
        .max(253)
        .regex(/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/)
        .meta({
          description: 'a domain name in lower case such as api.example.com',
          why: 'It is the name alone, without https:// and without a path.',
        }),
      basePath: z
        .string()
        .max(300)
        .regex(/^(?!\(none\)$)[A-Za-z0-9$\-_.+!*'()]*$/)
        .meta({
          description: "a name such as v1: letters, digits and $-_.+!*'(), no slash",
          why: 'API Gateway puts the slash before it by itself, and takes none inside the base path of a Rest API.',
        })
        .optional(),
    })
    .meta({ description: "an object such as { name: 'api.example.com' }" })
    .optional();
}

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
function functionSchema() {
  return z
    .strictObject({
      memorySize: integer(128, 10_240, 'MiB', 'Lambda functions have 128 to 10240 MiB of memory.'),
      timeout: integer(
        1,
        900,
        'seconds',
        'Lambda functions run 900 seconds at most; API Gateway waits 29 of them.',
      ),
      runtime: choice('nodejs20.x', 'nodejs22.x', 'nodejs24.x'),
      architectures: z
        .array(z.enum(['x86_64', 'arm64']).meta({ description: 'x86_64 or arm64' }))
        .length(1)
        .meta({ description: "['arm64'] or ['x86_64']", why: 'A Lambda function has one architecture.' })
        .optional(),
      environment: z
        .record(z.string(), z.string().meta({ description: 'a text' }))
        .meta({ description: "an object of texts such as { LOG_LEVEL: 'debug' }" })
        .optional(),
      ephemeralStorage: integer(512, 10_240, 'MiB', 'Lambda functions have 512 to 10240 MiB in /tmp.'),
      layers: z
        .array(
          z
            .string()
            .regex(/^arn:[\w-]+:lambda:[\w-]+:\d{12}:layer:[\w-]+:\d+$/)
            .meta({ description: "the ARN of a layer's version" }),
        )
        .max(5)
        .meta({ description: 'a list of at most 5 ARNs', why: 'A Lambda function has 5 layers at most.' })
        .optional(),
      tracingConfig: choice('Active', 'PassThrough'),
      reservedConcurrentExecutions: integer(0, 1_000_000, 'invocations at the same time'),
      vpcConfig: z
        .strictObject({
          securityGroupIds: list(
            z.string().regex(/^sg-/),
            'a security group id such as sg-0123456789abcdef0',
          ).unwrap(),
          subnetIds: list(
            z.string().regex(/^subnet-/),
            'a subnet id such as subnet-0123456789abcdef0',
          ).unwrap(),
        })
        .meta({ description: 'an object: { securityGroupIds: [ … ], subnetIds: [ … ] }' })
        .optional(),
    })
    .meta({ description: 'an object' })
    .optional();
}

function corsSchema() {
  return z.strictObject({
    origin: text("an origin such as https://example.com, or '*'").optional(),
    headers: list(z.string().regex(/^[\w-]+$|^\*$/), 'the name of a header'),
    methods: list(
      z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', '*']),
      'a verb such as GET',
    ),
    credentials: flag(),
    maxAge: integer(0, 86_400, 'seconds'),
  });
}

function statementSchema() {
  return z
    .strictObject({
      Sid: z
        .string()
        .regex(/^[A-Za-z0-9]*$/)
        .meta({ description: 'letters and digits' })
        .optional(),
      Effect: z.enum(['Allow', 'Deny']).meta({ description: 'Allow or Deny' }),
      Action: oneOrMore("an action such as 's3:GetObject', or a list of them"),
      Resource: oneOrMore('an ARN, or a list of them'),
      Condition: z
        .record(z.string(), z.record(z.string(), oneOrMore('a text, or a list of texts')))
        .meta({ description: "an object such as { StringEquals: { 'aws:PrincipalTag/team': 'blog' } }" })
        .optional(),
    })
    .meta({ description: "a policy statement: { Effect: 'Allow', Action: …, Resource: … }" });
}

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

function text(description: string) {
  return z.string().min(1).meta({ description });
}

function flag() {
  return z.boolean().meta({ description: 'true or false' }).optional();
}

function choice<const Values extends readonly string[]>(...values: Values) {
  const last = values.at(-1) ?? '';
  return z
    .enum(values)
    .meta({ description: `${values.slice(0, -1).join(', ')} or ${last}` })
    .optional();
}

function integer(minimum: number, maximum: number, unit: string, why?: string) {
  const description = `a whole number from ${minimum} to ${maximum} (${unit})`;
  return z
    .int()
    .min(minimum)
    .max(maximum)
    .meta({ description, ...(why !== undefined && { why }) })
    .optional();
}

function list(element: z.ZodType, description: string) {
  return z
    .array(element.meta({ description }))
    .meta({ description: `a list, each entry being ${description}` })
    .optional();
}

function oneOrMore(description: string) {
  return z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]).meta({ description });
}
