import { sha256Hex } from '../app/digest.ts';
import type { AppFunction, Verb } from '../app/app.ts';

/**
 * Logical id of an API resource: readable, and decided by its full path alone. It knows no page and no generation, so
 * what does not change keeps its id, and its digest keeps `/posts/{id}` apart from `/posts/id`.
 */
export function resourceLogicalId(path: string): string {
  return `${readable(path)}Resource${sha256Hex(`resource ${path}`).slice(0, 12)}`;
}

/** Logical id of a method, decided by verb and full path alone. */
export function methodLogicalId(verb: Verb, path: string): string {
  const name = verb[0] + verb.slice(1).toLowerCase();
  return `${readable(path)}${name}${sha256Hex(`method ${verb} ${path}`).slice(0, 12)}`;
}

/** What every logical id of an API generation begins with: `RestApi`, then `RestApi1`, `RestApi2`. */
export function restApiLogicalId(generation: number): string {
  return generation === 0 ? 'RestApi' : `RestApi${generation}`;
}

/** Logical id of the nested stack that holds a page. */
export function pageLogicalId(generation: number, page: number): string {
  return `${restApiLogicalId(generation)}Page${page}`;
}

/** The reverse of {@link pageLogicalId}; undefined for anything else. */
export function parsePageLogicalId(logicalId: string): { generation: number; page: number } | undefined {
  const match = /^RestApi([1-9]\d*)?Page([1-9]\d*)$/.exec(logicalId);
  return match ? { generation: Number(match[1] ?? 0), page: Number(match[2]) } : undefined;
}

/**
 * Generation and part of anything that belongs to a Rest API in the root template; undefined for the rest. The part is
 * empty for the Rest API itself.
 */
export function parseRestApiLogicalId(
  logicalId: string,
): { readonly generation: number; readonly part: string } | undefined {
  const match =
    /^RestApi([1-9]\d*)?(|Page[1-9]\d*|InvokeRole|InvokePolicy[0-9a-f]{12}|Deployment[0-9a-f]{16}|Stage)$/.exec(
      logicalId,
    );
  return match ? { generation: Number(match[1] ?? 0), part: match[2] ?? '' } : undefined;
}

/**
 * Logical id of a function. One without a fixed name has another: so both can stand side by side, and a Rest API that is
 * about to be retired keeps the functions it names until it is gone.
 */
export function functionLogicalId({ logicalId }: Pick<AppFunction, 'logicalId'>, omitName: boolean): string {
  return omitName ? `${logicalId}Unnamed` : logicalId;
}

/** `/posts/{post_id}` → `PostsPostId`. CloudFormation allows letters and digits, 255 of them. */
function readable(path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return (
    words
      .map((word) => word[0]?.toUpperCase() + word.slice(1))
      .join('')
      .slice(0, 80) || 'Root'
  );
}
