// Distils AWS's resource schemas (@aws-cdk/aws-service-spec) to the types this project uses.
//
//   node .github/scripts/distil-schemas.mjs src/local/cloudformation/resources/schemas.json src/plan/collisions/schemas.json
//
// Run by hand after updating that package; the result is checked in. Each type has the fields of `ResourceSchema`
// (src/local/cloudformation/resource-type.ts); the planner and the embedded AWS have a copy each,
// because they share no code.
import { writeFileSync } from 'node:fs';
import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';

const typesByService = {
  'AWS::ApiGateway':
    'Account ApiKey Authorizer BasePathMapping Deployment DomainName GatewayResponse Method Model RequestValidator Resource RestApi Stage UsagePlan UsagePlanKey',
  'AWS::CertificateManager': 'Certificate',
  'AWS::CloudFormation': 'Stack',
  'AWS::Events': 'Rule',
  'AWS::IAM': 'ManagedPolicy Policy Role',
  'AWS::Lambda': 'Alias EventInvokeConfig Function LayerVersion Permission Version',
  'AWS::Logs': 'LogGroup',
  'AWS::Route53': 'RecordSet RecordSetGroup',
  'AWS::S3': 'Bucket BucketPolicy',
};

// The schemas do not say which property is a custom physical name (one that collides and blocks a replacement), so it is
// said here, where the name is unique in its account and region. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-name.html
const nameProperties = {
  'AWS::ApiGateway::DomainName': 'DomainName',
  'AWS::Events::Rule': 'Name',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
};

const outputs = process.argv.slice(2);
if (outputs.length === 0)
  throw new Error('Usage: node .github/scripts/distil-schemas.mjs OUTPUT.json [OUTPUT.json...]');

const database = await loadAwsServiceSpec();
const schemas = {};
for (const [service, names] of Object.entries(typesByService)) {
  for (const name of names.split(' ')) schemas[`${service}::${name}`] = distil(`${service}::${name}`);
}
const text = `${JSON.stringify(schemas, null, 2)}\n`;
for (const output of outputs) writeFileSync(output, text);

function distil(type) {
  const [resource] = database.lookup('resource', 'cloudFormationType', 'equals', type);
  if (resource === undefined) throw new Error(`The schemas have no ${type}.`);
  const replacing = (answer) =>
    Object.entries(resource.properties).flatMap(([name, property]) => find(property, name, answer, []));
  const conditionalCreateOnly = replacing('maybe');
  const names = Object.keys(resource.properties).sort();
  const primaryIdentifier = resource.primaryIdentifier ?? [];
  return {
    createOnly: [
      ...replacing('yes'),
      ...(resource.additionalReplacementProperties ?? []).map((path) => path.join('/')),
    ].sort(),
    ...(conditionalCreateOnly.length > 0 && { conditionalCreateOnly: conditionalCreateOnly.sort() }),
    properties: names,
    required: names.filter((name) => resource.properties[name].required === true),
    ...(nameProperties[type] && { nameProperty: nameProperties[type] }),
    primaryIdentifier,
    generatedIdentifier: primaryIdentifier.every((part) => !names.includes(part)),
    attributes: Object.keys(resource.attributes).sort(),
  };
}

// Paths of the properties in `property` whose change replaces the resource; what is inside a listed one is not listed again.
function find(property, path, answer, seen) {
  if (property.causesReplacement === answer) return [path];
  return definitionsIn(property.type, seen).flatMap((definition) =>
    Object.entries(definition.properties).flatMap(([name, inner]) =>
      find(inner, `${path}/${name}`, answer, [...seen, definition.$id]),
    ),
  );
}

function definitionsIn(type, seen) {
  if (type.type === 'array' || type.type === 'map') return definitionsIn(type.element, seen);
  if (type.type === 'union') return type.types.flatMap((one) => definitionsIn(one, seen));
  if (type.type !== 'ref' || seen.includes(type.reference.$ref)) return [];
  return [database.get('typeDefinition', type.reference.$ref)];
}
