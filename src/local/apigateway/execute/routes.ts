import type { MethodRecord } from '../records.ts';
import type { Snapshot } from '../snapshot.ts';

/** The routes of one deployment. Built once, matched often. */
export interface Routes {
  /** @param path percent-encoded as it came, with a leading slash. */
  match(verb: string, path: string): RouteMatch | undefined;
}

export interface RouteMatch {
  readonly method: MethodRecord;
  readonly resourceId: string;
  /** `/posts/{id}`. */
  readonly resourcePath: string;
  /** By name without braces and plus; values as they came, still percent-encoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface Node {
  readonly resourceId: string;
  readonly path: string;
  readonly methods: Map<string, MethodRecord>;
  readonly statics: Map<string, Node>;
  variable?: { readonly name: string; readonly isGreedy: boolean; readonly node: Node };
}

/**
 * A tree with a node a resource. In each segment a static part beats a variable, and where a branch ends without the
 * verb (its own method or ANY) the search goes back and tries the next: AWS answers OPTIONS /test from `/{proxy+}`
 * when `/test` has POST only, and GET /part1/x from `/{param+}` beside `/part1`. HEAD and OPTIONS are not implied.
 * Recorded on AWS: TestApigatewayRouting in LocalStack's tests/aws/services/apigateway/test_apigateway_common.py.
 */
export function buildRoutes(snapshot: Snapshot): Routes {
  const root = buildTree(snapshot);
  return {
    match(verb, path) {
      const segments = splitPath(path);
      const pathParameters: Record<string, string> = {};
      const node = root && find(root, segments, 0, verb, pathParameters);
      const method = node && methodFor(node, verb);
      return (
        node && method && { method, resourceId: node.resourceId, resourcePath: node.path, pathParameters }
      );
    },
  };
}

/** Slashes before and after do not count, those in between do (recorded: test_lambda_aws_proxy_integration). */
function splitPath(path: string): string[] {
  let start = 0;
  let end = path.length;
  while (path[start] === '/') start++;
  while (end > start && path[end - 1] === '/') end--;
  return start === end ? [] : path.slice(start, end).split('/');
}

function find(
  node: Node,
  segments: readonly string[],
  index: number,
  verb: string,
  pathParameters: Record<string, string>,
): Node | undefined {
  const segment = segments[index];
  if (segment === undefined) return methodFor(node, verb) && node;

  const fixed = node.statics.get(segment.includes('%') ? decode(segment) : segment);
  const found = fixed && find(fixed, segments, index + 1, verb, pathParameters);
  if (found) return found;

  const { variable } = node;
  if (!variable || segment === '') return undefined;
  if (variable.isGreedy) {
    if (!methodFor(variable.node, verb)) return undefined;
    pathParameters[variable.name] = segments.slice(index).join('/');
    return variable.node;
  }
  const below = find(variable.node, segments, index + 1, verb, pathParameters);
  // Set after the search below came back: a branch that was given up leaves nothing behind.
  if (below) pathParameters[variable.name] = segment;
  return below;
}

function methodFor(node: Node, verb: string): MethodRecord | undefined {
  return node.methods.get(verb) ?? node.methods.get('ANY');
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function buildTree({ resources, methods }: Snapshot): Node | undefined {
  const rows = new Map(resources.map((row) => [row.id, row]));
  const nodes = new Map<string, Node>();
  let root: Node | undefined;

  const nodeOf = (id: string): Node | undefined => {
    const known = nodes.get(id);
    if (known) return known;
    const row = rows.get(id);
    if (!row) return undefined;
    const parent = row.parentId === undefined ? undefined : nodeOf(row.parentId);
    const pathPart = row.pathPart ?? '';
    const prefix = parent && parent.path !== '/' ? parent.path : '';
    const node: Node = {
      resourceId: id,
      path: `${prefix}/${pathPart}`,
      methods: new Map(),
      statics: new Map(),
    };
    nodes.set(id, node);
    if (row.parentId === undefined) root = node;
    else if (parent) attach(parent, pathPart, node);
    return node;
  };
  for (const row of resources) nodeOf(row.id);
  for (const method of methods) nodes.get(method.resourceId)?.methods.set(method.httpMethod, method);
  return root;
}

function attach(parent: Node, pathPart: string, node: Node): void {
  const variable = /^\{(.+?)(\+?)\}$/.exec(pathPart);
  if (variable) parent.variable = { name: variable[1] ?? '', isGreedy: variable[2] === '+', node };
  else parent.statics.set(pathPart, node);
}
