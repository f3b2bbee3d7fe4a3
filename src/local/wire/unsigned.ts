import { escapeXml } from './xml-error.ts';
import { textBody, type WireRequest, type WireResponse } from './message.ts';

/** A request that nothing signed. https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html */
export function unauthenticated(request: WireRequest, requestId: string): WireResponse {
  return refuse(
    request,
    requestId,
    403,
    'MissingAuthenticationToken',
    'Request is missing Authentication Token',
  );
}

export function unknownService(service: string, request: WireRequest, requestId: string): WireResponse {
  const message = `The embedded AWS has no service ${service}. It implements what jets deploys need; use AWS for the rest.`;
  return refuse(request, requestId, 501, 'NotImplemented', message);
}

/** The service is unknown, so the protocol is guessed: form posts and S3-like paths get XML, the rest JSON. */
function refuse(
  request: WireRequest,
  requestId: string,
  status: number,
  code: string,
  message: string,
): WireResponse {
  const type = request.headers['content-type'] ?? '';
  const wantsJson =
    request.headers['x-amz-target'] !== undefined ||
    type.includes('json') ||
    (request.headers['accept'] ?? '').includes('json');
  if (wantsJson) {
    return {
      status,
      headers: [
        ['Content-Type', 'application/json'],
        ['x-amzn-ErrorType', `${code}Exception`],
        ['x-amzn-RequestId', requestId],
      ],
      body: textBody(JSON.stringify({ __type: `${code}Exception`, message })),
    };
  }
  const xml = `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return {
    status,
    headers: [
      ['Content-Type', 'text/xml'],
      ['x-amzn-RequestId', requestId],
    ],
    body: textBody(xml),
  };
}
