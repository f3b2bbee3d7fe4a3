import { bodyText, parseQuery, textBody } from './message.ts';
import { requireOperation } from './operation-name.ts';
import type { ProtocolBinding } from './protocol.ts';
import { readQueryInput } from './query-input.ts';
import { writeXmlError } from './xml-error.ts';

/** The AWS query protocol, by form post or by GET. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html */
export const queryProtocol: ProtocolBinding = {
  readCall({ model }, request) {
    const parameters = parseQuery(request.body.length > 0 ? bodyText(request.body) : request.query);
    const action = parameters.find(([name]) => name === 'Action')?.[1];
    const operation = requireOperation(
      model,
      action,
      action === undefined ? 'MissingAction' : 'InvalidAction',
    );
    return { operation, input: readQueryInput(operation.input, parameters) };
  },
  writeOutput({ model, codec }, operation, output, { requestId }) {
    const { name } = operation;
    const result = operation.output.isStructSchema()
      ? renameRoot(codec.writeBody(operation.output, output), `${name}Result`)
      : '';
    const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
    return {
      status: 200,
      headers: [['Content-Type', 'text/xml']],
      body: textBody(`<${name}Response xmlns="${model.xmlNamespace}">${result}${metadata}</${name}Response>`),
    };
  },
  writeError: writeXmlError,
};

/** The root of a query result is named after the operation, not after the shape. */
function renameRoot(xml: string, name: string): string {
  const root = /^<([^\s/>]+)/.exec(xml)?.[1] ?? '';
  if (/^<[^>]*\/>$/.test(xml)) return `<${name}/>`;
  return `<${name}>${xml.slice(xml.indexOf('>') + 1, -(root.length + 3))}</${name}>`;
}
