import { FromStringShapeDeserializer } from '@smithy/core/protocols';
import type { NormalizedSchema } from '@smithy/core/schema';

/**
 * Input of the AWS query protocol: `Tags.member.1.Key=a&Tags.member.1.Value=b`, maps as `Env.entry.1.key`/`.value`.
 * An empty list is sent as `Tags=`. https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function readQueryInput(
  schema: NormalizedSchema,
  parameters: readonly (readonly [string, string])[],
): object {
  const root: Node = { children: new Map() };
  for (const [name, value] of parameters) {
    let node = root;
    for (const part of name.split('.')) {
      let child = node.children.get(part);
      if (!child) node.children.set(part, (child = { children: new Map() }));
      node = child;
    }
    node.value = value;
  }
  return schema.isStructSchema() ? readStructure(schema, root) : {};
}

interface Node {
  value?: string;
  readonly children: Map<string, Node>;
}

const strings = new FromStringShapeDeserializer({
  timestampFormat: { useTrait: true, default: 5 },
  httpBindings: false,
});

function readValue(schema: NormalizedSchema, node: Node): unknown {
  if (schema.isStructSchema()) return readStructure(schema, node);
  if (schema.isListSchema()) return readList(schema, node);
  if (schema.isMapSchema()) return readMap(schema, node);
  return node.value === undefined ? undefined : (strings.read(schema, node.value) as unknown);
}

function readStructure(schema: NormalizedSchema, node: Node): object {
  const structure: Record<string, unknown> = {};
  for (const [name, member] of schema.structIterator()) {
    const child = node.children.get(member.getMergedTraits().xmlName ?? name);
    const value = child && readValue(member, child);
    if (value !== undefined) structure[name] = value;
  }
  return structure;
}

function readList(schema: NormalizedSchema, node: Node): unknown[] {
  const member = schema.getValueSchema();
  const items = schema.getMergedTraits().xmlFlattened
    ? node
    : node.children.get(member.getMergedTraits().xmlName ?? 'member');
  return inOrder(items).map((item) => readValue(member, item));
}

function readMap(schema: NormalizedSchema, node: Node): object {
  const keyName = schema.getKeySchema().getMergedTraits().xmlName ?? 'key';
  const valueSchema = schema.getValueSchema();
  const valueName = valueSchema.getMergedTraits().xmlName ?? 'value';
  const entries = schema.getMergedTraits().xmlFlattened ? node : node.children.get('entry');
  const map: Record<string, unknown> = {};
  for (const entry of inOrder(entries)) {
    const key = entry.children.get(keyName)?.value;
    const value = entry.children.get(valueName);
    if (key !== undefined && value) map[key] = readValue(valueSchema, value);
  }
  return map;
}

/** Positions may be sent in any order and with gaps. */
function inOrder(node: Node | undefined): Node[] {
  if (!node) return [];
  return [...node.children]
    .filter(([position]) => /^\d+$/.test(position))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, item]) => item);
}
