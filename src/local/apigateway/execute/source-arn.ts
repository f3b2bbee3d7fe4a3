import type { Call } from './call.ts';

/** `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<verb>/posts/{id}`, as permissions on functions name a method. */
export function methodSourceArn({ request, target, route }: Call): string {
  return `${apiArn(target)}/${target.stage.stageName}/${request.method}${route.resourcePath}`;
}

/** The same with the path as it came: what authorizers see and their policies are about. */
export function methodArn({ request, target }: Call): string {
  return `${apiArn(target)}/${target.stage.stageName}/${request.method}${target.path}`;
}

export function authorizerSourceArn({ target }: Call, authorizerId: string): string {
  return `${apiArn(target)}/authorizers/${authorizerId}`;
}

function apiArn({ region, api }: Call['target']): string {
  return `arn:aws:execute-api:${region}:${api.account}:${api.id}`;
}
