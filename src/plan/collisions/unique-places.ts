/** A place only one thing can hold at a time, and what AWS answers the second one. */
export interface UniquePlace {
  /** Equal for two things exactly when they would be in each other's way. */
  readonly key: string;
  readonly kind: PlaceKind;
}

export type PlaceKind =
  'path-part' | 'variable' | 'method' | 'stage' | 'gateway-response' | 'function-name' | 'name';

type Properties = Readonly<Record<string, unknown>>;

/**
 * The places that a resource takes, by its type and its properties as symbols. AWS-FACTS 2 has the answers of API
 * Gateway, AWS-FACTS 1 ("Names") those of CloudFormation and Lambda.
 */
export function findPlaces(type: string, properties: Properties): UniquePlace[] {
  const text = (name: string) => asKey(properties[name]);
  switch (type) {
    case 'AWS::ApiGateway::Resource': {
      const part = text('PathPart');
      const parent = text('ParentId');
      return [pathPartPlace(parent, part), ...(isVariable(part) ? [variablePlace(parent)] : [])];
    }
    case 'AWS::ApiGateway::Method':
      return [methodPlace(text('RestApiId'), text('ResourceId'), text('HttpMethod'))];
    case 'AWS::ApiGateway::Stage':
      return [stagePlace(text('RestApiId'), text('StageName'))];
    case 'AWS::ApiGateway::GatewayResponse':
      return [
        { kind: 'gateway-response', key: `gateway-response ${text('RestApiId')} ${text('ResponseType')}` },
      ];
    case 'AWS::Lambda::Function':
      return properties['FunctionName'] === undefined ? [] : [functionNamePlace(text('FunctionName'))];
    default: {
      const property = customNameProperties[type];
      const name = property === undefined ? undefined : properties[property];
      return name === undefined ? [] : [{ kind: 'name', key: `${type} ${asKey(name)}` }];
    }
  }
}

/** Further types whose physical name a template may fix, with the property that does. */
const customNameProperties: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::Events::Rule': 'Name',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
};

export const pathPartPlace = (parent: string, part: string): UniquePlace => ({
  kind: 'path-part',
  key: `path-part ${parent} ${part}`,
});

/** `{id}` and `{path+}` alike: one under each parent. */
export const variablePlace = (parent: string): UniquePlace => ({
  kind: 'variable',
  key: `variable ${parent}`,
});

export const methodPlace = (restApi: string, resource: string, verb: string): UniquePlace => ({
  kind: 'method',
  key: `method ${restApi} ${resource} ${verb}`,
});

export const stagePlace = (restApi: string, name: string): UniquePlace => ({
  kind: 'stage',
  key: `stage ${restApi} ${name}`,
});

export const functionNamePlace = (name: string): UniquePlace => ({
  kind: 'function-name',
  key: `function-name ${name}`,
});

export function isVariable(pathPart: string): boolean {
  return pathPart.startsWith('{');
}

function asKey(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
