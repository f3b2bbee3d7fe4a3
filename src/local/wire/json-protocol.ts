import { ServiceError } from '../cloud.ts';
import { buildErrorMembers } from './json-error.ts';
import { readOrRefuse } from './malformed.ts';
import { bodyText, textBody } from './message.ts';
import { requireOperation } from './operation-name.ts';
import type { ProtocolBinding } from './protocol.ts';

const contentType = 'application/x-amz-json-1.1';

/** AWS JSON 1.1: the operation in `X-Amz-Target`. https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html */
export const jsonProtocol: ProtocolBinding = {
  readCall({ model, codec }, request) {
    const target = request.headers['x-amz-target']?.split('.').at(-1);
    const operation = requireOperation(model, target, 'UnknownOperationException');
    const text = bodyText(request.body);
    const read = (): unknown => codec.readBody(operation.input, text === '' ? '{}' : text);
    const input = readOrRefuse(read, 'SerializationException');
    if (typeof input !== 'object' || input === null || Array.isArray(input)) {
      throw new ServiceError(
        'SerializationException',
        'The request cannot be read: its body is no JSON object',
      );
    }
    return { operation, input };
  },
  writeOutput({ codec }, operation, output) {
    const body = operation.output.isStructSchema()
      ? textBody(codec.writeBody(operation.output, output))
      : new Uint8Array();
    return { status: 200, headers: [['Content-Type', contentType]], body };
  },
  writeError(front, error) {
    const shape = front.model.errors.get(error.code);
    const members = buildErrorMembers(front, error);
    const known = shape ? (JSON.parse(front.codec.writeBody(shape, members)) as object) : members;
    return {
      status: error.status,
      headers: [
        ['Content-Type', contentType],
        ['x-amzn-ErrorType', error.code],
      ],
      body: textBody(JSON.stringify({ __type: error.code, ...known })),
    };
  },
};
