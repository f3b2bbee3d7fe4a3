import { ServiceError } from '../cloud.ts';
import { buildErrorMembers } from './json-error.ts';
import { readOrRefuse } from './malformed.ts';
import { parseQuery, textBody, type WireRequest } from './message.ts';
import type { ServiceModel } from './model.ts';
import type { Front, ProtocolBinding } from './protocol.ts';
import { readRestInput } from './rest-input.ts';
import { writeRestOutput } from './rest-output.ts';
import type { RestTarget } from './rest-router.ts';
import { readS3Target } from './s3-target.ts';
import { escapeXml, writeXmlError } from './xml-error.ts';

/** REST with JSON or XML bodies. https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html and aws-restxml-protocol.html */
export const restProtocol: ProtocolBinding = {
  readCall({ model, codec, route }, request) {
    const s3 = model.name === 's3';
    const { target, body } = s3
      ? readOrRefuse(() => readS3Target(request), 'InvalidRequest')
      : readTarget(request);
    const match = route(target);
    if (!match) {
      const message = `${model.name} has no ${request.method} ${request.path}`;
      throw new ServiceError('UnknownOperationException', message, 404);
    }
    const read = (): object => readRestInput(codec, match, target, body);
    const input = readOrRefuse(read, s3 ? 'MalformedXML' : 'SerializationException');
    return { operation: match.operation, input };
  },

  writeOutput({ model, codec }, operation, output) {
    const rest = writeRestOutput(codec, operation.output, output);
    const headers = [...rest.headers];
    if (rest.structured && !headers.some(([name]) => name.toLowerCase() === 'content-type')) {
      headers.push(['Content-Type', model.protocol === 'rest-json' ? 'application/json' : 'application/xml']);
    }
    const body = operation.name === 'GetBucketLocation' ? bucketLocation(model, output) : rest.body;
    const status = isPartial(output) ? 206 : (rest.status ?? operation.http?.[2] ?? 200);
    return { status, headers, body };
  },

  writeError(front, error, asked) {
    if (front.model.protocol === 'rest-xml') return writeXmlError(front, error, asked);
    return writeRestJsonError(front, error);
  },
};

function readTarget(request: WireRequest): { target: RestTarget; body: Uint8Array } {
  return { target: { ...request, query: parseQuery(request.query) }, body: request.body };
}

function writeRestJsonError(front: Front, error: ServiceError) {
  const shape = front.model.errors.get(error.code);
  const members = buildErrorMembers(front, error);
  const output = shape ? writeRestOutput(front.codec, shape, members) : undefined;
  const headers: [string, string][] = [
    ['Content-Type', 'application/json'],
    ['x-amzn-ErrorType', error.code],
    ...(output?.headers ?? []),
  ];
  const body = output?.structured ? output.body : textBody(JSON.stringify(members));
  return { status: error.status, headers, body };
}

/** S3 leaves out the element around this one value: `<LocationConstraint xmlns="…">eu-west-1</LocationConstraint>`. */
function bucketLocation(model: ServiceModel, output: object): Uint8Array {
  const location = escapeXml((output as { LocationConstraint?: string }).LocationConstraint ?? '');
  return textBody(
    `<?xml version="1.0" encoding="UTF-8"?>\n<LocationConstraint xmlns="${model.xmlNamespace}">${location}</LocationConstraint>`,
  );
}

/** A range is answered with 206; the model has no trait for that. */
function isPartial(output: object): boolean {
  return 'ContentRange' in output && output.ContentRange !== undefined;
}
