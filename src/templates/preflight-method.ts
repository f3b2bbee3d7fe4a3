import type { Config } from '../config/config.ts';
import { pageParameters, resourceRefName } from './api-method.ts';
import type { TemplateResource } from './template.ts';

export type Cors = NonNullable<Config['api']['cors']>;

/**
 * OPTIONS on a resource, answered by API Gateway itself with the CORS headers and 204.
 *
 * With binary media types that match everything, API Gateway takes the empty body of a mock for binary and fails with
 * 500 `Unable to transform request` (or `response`), unless both directions are converted to text.
 * Sources: github.com/serverless/serverless/issues/7243 and 10254, github.com/clebert/aws-simple/issues/167.
 */
export function buildPreflightMethod(path: string, cors: Cors): TemplateResource {
  const headers = corsHeaders(cors);
  return {
    Type: 'AWS::ApiGateway::Method',
    Metadata: { Jets: { method: `OPTIONS ${path}`, preflight: path } },
    Properties: {
      RestApiId: { Ref: pageParameters.restApiId },
      ResourceId: { Ref: resourceRefName(path) },
      HttpMethod: 'OPTIONS',
      AuthorizationType: 'NONE',
      Integration: {
        Type: 'MOCK',
        ContentHandling: 'CONVERT_TO_TEXT',
        RequestTemplates: { 'application/json': '{"statusCode": 204}' },
        IntegrationResponses: [
          {
            StatusCode: '204',
            ContentHandling: 'CONVERT_TO_TEXT',
            ResponseParameters: Object.fromEntries(
              headers.map(([name, value]) => [`method.response.header.${name}`, `'${value}'`]),
            ),
          },
        ],
      },
      MethodResponses: [
        {
          StatusCode: '204',
          ResponseParameters: Object.fromEntries(
            headers.map(([name]) => [`method.response.header.${name}`, true]),
          ),
        },
      ],
    },
  };
}

function corsHeaders(cors: Cors): [string, string][] {
  return [
    ['Access-Control-Allow-Origin', cors.origin],
    ['Access-Control-Allow-Headers', cors.headers.join(',')],
    ['Access-Control-Allow-Methods', cors.methods.join(',')],
    ['Access-Control-Max-Age', String(cors.maxAge)],
    ...(cors.credentials ? [['Access-Control-Allow-Credentials', 'true'] as [string, string]] : []),
  ];
}
