import type { TemplateResource } from './template.ts';

/**
 * What `Metadata.Jets` says of a resource, so that its logical id can be told in a person's words. No line numbers and
 * nothing else that changes while the resource does not.
 */
export interface JetsMetadata {
  /** API resource: `/posts/{id}`. */
  readonly path?: string;
  /** Method: `GET /posts/{id}`. */
  readonly method?: string;
  /** Method of a route, as declared: `GET /posts/:id`. */
  readonly route?: string;
  /** Method of a route: `posts#show`. */
  readonly target?: string;
  /** CORS method: the path it belongs to. */
  readonly preflight?: string;
  /** Function, or something that belongs to it: the function's key. */
  readonly function?: string;
  /** Anything else, in words. */
  readonly part?: string;
}

export function readJetsMetadata({ Metadata }: TemplateResource): JetsMetadata {
  return Metadata?.['Jets'] ?? {};
}
