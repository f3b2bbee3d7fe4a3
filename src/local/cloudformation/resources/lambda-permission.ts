import type { ResourceType } from '../resource-type.ts';
import { ignoreMissing } from './ignore-missing.ts';
import { callLambda } from './lambda.ts';
import { defined, readBoolean, readString, requireString } from './properties.ts';

/**
 * One statement of a function's policy; its generated id is the physical id. Every property is create-only.
 * `FunctionName` may be a name, a qualified name or an ARN; a qualified one puts the statement on that version or alias.
 */
export const permission: ResourceType = {
  type: 'AWS::Lambda::Permission',

  async create(properties, context) {
    const StatementId = context.generateName(100);
    await callLambda(
      context,
      'AddPermission',
      defined({
        FunctionName: requireString(properties, 'FunctionName'),
        StatementId,
        Action: requireString(properties, 'Action'),
        Principal: requireString(properties, 'Principal'),
        SourceArn: readString(properties, 'SourceArn'),
        SourceAccount: readString(properties, 'SourceAccount'),
        EventSourceToken: readString(properties, 'EventSourceToken'),
        PrincipalOrgID: readString(properties, 'PrincipalOrgID'),
        FunctionUrlAuthType: readString(properties, 'FunctionUrlAuthType'),
        InvokedViaFunctionUrl: readBoolean(properties, 'InvokedViaFunctionUrl'),
      }),
    );
    return { physicalId: StatementId, attributes: { Id: StatementId } };
  },

  update: async (instance) => instance,

  remove: (instance, properties, context) =>
    ignoreMissing(
      callLambda(context, 'RemovePermission', {
        FunctionName: requireString(properties, 'FunctionName'),
        StatementId: instance.physicalId,
      }),
    ),
};
