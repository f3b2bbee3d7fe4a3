import type { ResourceType } from '../resource-type.ts';
import { ignoreMissing } from './ignore-missing.ts';
import { callLambda } from './lambda.ts';
import { defined, readObject, readString, readStrings } from './properties.ts';

/** Ref: the layer version's ARN. Every property is create-only. */
export const layerVersion: ResourceType = {
  type: 'AWS::Lambda::LayerVersion',

  async create(properties, context) {
    const { LayerVersionArn } = await callLambda(
      context,
      'PublishLayerVersion',
      defined({
        LayerName: readString(properties, 'LayerName') ?? context.generateName(140),
        Description: readString(properties, 'Description'),
        LicenseInfo: readString(properties, 'LicenseInfo'),
        CompatibleRuntimes: readStrings(properties, 'CompatibleRuntimes'),
        CompatibleArchitectures: readStrings(properties, 'CompatibleArchitectures'),
        Content: readObject(properties, 'Content') ?? {},
      }),
    );
    return { physicalId: LayerVersionArn, attributes: { LayerVersionArn } };
  },

  update: async (instance) => instance,

  async remove(instance, _properties, context) {
    // arn:aws:lambda:<region>:<account>:layer:<name>:<version>
    const [LayerName = '', VersionNumber = ''] = instance.physicalId.split(':').slice(6);
    await ignoreMissing(
      callLambda(context, 'DeleteLayerVersion', { LayerName, VersionNumber: Number(VersionNumber) }),
    );
  },
};
