import type { DataPlaneResponse } from '../../http.ts';
import type { IntegrationRecord, IntegrationResponseRecord } from '../records.ts';
import { headerOf, type Call } from './call.ts';
import { configurationError, notEmbedded, unsupportedMediaType, type GatewayError } from './gateway-error.ts';
import { firstMediaType, isBinary } from './media-types.ts';
import { remapHeader } from './proxy-response.ts';
import { renderTemplate } from './template.ts';

/**
 * MOCK: the request template says which status code, the integration response for it says the answer.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
 *
 * A request that counts as binary cannot be put through a template: with `*`/`*` among the binary media types every
 * mock fails with 500 until the integration has `contentHandling: CONVERT_TO_TEXT`
 * (https://github.com/aws/chalice/issues/1310).
 */
export function answerFromMock(call: Call, integration: IntegrationRecord): DataPlaneResponse | GatewayError {
  const contentType = headerOf(call.request, 'content-type') ?? 'application/json';
  const { binaryMediaTypes } = call.target.deployment.settings;
  if (isBinary(binaryMediaTypes, contentType) && integration.contentHandling !== 'CONVERT_TO_TEXT') {
    return configurationError;
  }
  const templates = integration.requestTemplates ?? {};
  const template = templates[firstMediaType(contentType) ?? ''];
  const passes =
    integration.passthroughBehavior === 'WHEN_NO_MATCH' ||
    (integration.passthroughBehavior === 'WHEN_NO_TEMPLATES' && Object.keys(templates).length === 0);
  if (template === undefined && !passes) return unsupportedMediaType;
  const rendered =
    template === undefined ? Buffer.from(call.request.body).toString() : renderTemplate(template, call);
  if (rendered === undefined) return unsupportedTemplate;

  const statusCode = parseStatusCode(rendered);
  const response = statusCode === undefined ? undefined : findResponse(integration, statusCode);
  if (!response) return configurationError;
  return buildResponse(call, response);
}

const unsupportedTemplate = notEmbedded(
  'The embedded AWS renders mapping templates with plain substitution only ($context, $stageVariables, $input.params, $input.body); this one has directives or other expressions',
);

/** JSON, or the loose form that CORS templates use: `{statusCode: 200}`. */
function parseStatusCode(rendered: string): string | undefined {
  return /^\s*\{(?:.*,)?\s*["']?statusCode["']?\s*:\s*["']?(\d{3})["']?\s*(?:,.*)?\}\s*$/s.exec(
    rendered,
  )?.[1];
}

/** The response whose pattern matches the status code, else the one without a pattern. */
function findResponse(
  integration: IntegrationRecord,
  statusCode: string,
): IntegrationResponseRecord | undefined {
  const responses = Object.values(integration.integrationResponses ?? {});
  return (
    responses.find(
      ({ selectionPattern }) => selectionPattern && new RegExp(`^(?:${selectionPattern})$`).test(statusCode),
    ) ?? responses.find(({ selectionPattern }) => !selectionPattern)
  );
}

function buildResponse(call: Call, response: IntegrationResponseRecord): DataPlaneResponse | GatewayError {
  const [contentType, template] = pickTemplate(call, response);
  const body = template === undefined ? '' : renderTemplate(template, call);
  if (body === undefined) return unsupportedTemplate;
  const headers: [string, string][] = [['Content-Type', contentType]];
  for (const [name, expression] of Object.entries(response.responseParameters ?? {})) {
    const header = name.slice('method.response.header.'.length);
    const value = resolveExpression(call, expression);
    if (value === undefined) continue;
    const index = headers.findIndex(([existing]) => existing.toLowerCase() === header.toLowerCase());
    if (index >= 0) headers.splice(index, 1);
    headers.push([header, value]);
  }
  return { status: Number(response.statusCode), headers: headers.map(remapHeader), body: Buffer.from(body) };
}

/** The template for what the client accepts first, else JSON's, else the first. */
function pickTemplate(
  call: Call,
  { responseTemplates }: IntegrationResponseRecord,
): readonly [contentType: string, template: string | undefined] {
  const entries = Object.entries(responseTemplates ?? {});
  const accepted = firstMediaType(headerOf(call.request, 'accept'));
  return (
    entries.find(([type]) => type === accepted) ??
    entries.find(([type]) => type === 'application/json') ??
    entries[0] ?? ['application/json', undefined]
  );
}

/** A static value in quotes, or something of the call. A mock has no integration response to read from. */
function resolveExpression(call: Call, expression: string): string | undefined {
  const quoted = /^'(.*)'$/s.exec(expression);
  if (quoted) return quoted[1];
  if (/^(context|stageVariables)\./.test(expression)) return renderTemplate(`$${expression}`, call);
  return undefined;
}
