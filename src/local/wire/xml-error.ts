import type { ServiceError } from '../cloud.ts';
import { textBody, type WireResponse } from './message.ts';
import type { Asked, Front } from './protocol.ts';

/**
 * An error in XML. S3 has no element around `<Error>`
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html); the others have `<ErrorResponse>`.
 */
export function writeXmlError({ model }: Front, error: ServiceError, asked: Asked): WireResponse {
  const queryError: unknown = model.errors.get(error.code)?.getMergedTraits().awsQueryError;
  const code: unknown = Array.isArray(queryError) ? queryError[0] : error.code;
  const members = Object.entries(error.fields).map(([name, value]) => element(name, value));
  const head = `${element('Code', code)}${element('Message', error.message)}${members.join('')}`;
  const type = error.status < 500 ? 'Sender' : 'Receiver';
  const id = element('RequestId', asked.requestId);
  const xml =
    model.name === 's3'
      ? `<Error>${head}${element('Resource', asked.path)}${id}${element('HostId', asked.requestId)}</Error>`
      : `<ErrorResponse xmlns="${model.xmlNamespace}"><Error>${element('Type', type)}${head}</Error>${id}</ErrorResponse>`;
  return {
    status: error.status,
    headers: [['Content-Type', model.protocol === 'query' ? 'text/xml' : 'application/xml']],
    body: textBody(`<?xml version="1.0" encoding="UTF-8"?>\n${xml}`),
  };
}

function element(name: string, value: unknown): string {
  const content = Array.isArray(value)
    ? value.map((item) => element('member', item)).join('')
    : escapeXml(String(value));
  return `<${name}>${content}</${name}>`;
}

export function escapeXml(text: string): string {
  return text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
