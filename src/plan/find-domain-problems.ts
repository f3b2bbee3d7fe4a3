import type { LiveMapping } from '../live/live-domain.ts';
import type { Problem } from '../problem.ts';
import { findMapping } from './find-mapping.ts';
import type { PlanState } from './plan-state.ts';

/**
 * What of the custom domain stands in the way: it does not exist, the base path belongs to something else, or cannot be
 * beside those that are mapped.
 */
export function findDomainProblems({ app, live, details }: PlanState): Problem[] {
  const { domain } = app.config;
  if (!domain) return [];
  const { name, basePath } = domain;
  if (!live.domain) {
    return [
      {
        message: `Custom domain ${name} does not exist in API Gateway`,
        path: 'domain.name',
        why: `The account has no such domain name in ${app.config.region}.`,
        fix: 'Create it there first, or leave domain out.',
      },
    ];
  }
  const own = new Set(details.restApis.map(({ id }) => id));
  const left =
    app.routes.length > 0 ? [] : live.domain.mappings.filter(({ restApiId }) => own.has(restApiId));
  if (left.length > 0) return left.map((one) => explainLeftMapping(name, one));
  const mapping = findMapping(app, live);
  if (!mapping) return app.routes.length === 0 ? [] : findMixture(name, basePath, live.domain.mappings);
  if (own.has(mapping.restApiId)) return [];
  return [
    {
      message: `${formatPlace(name, basePath)} points to Rest API ${mapping.restApiId}, which is not of stack ${app.namespace}`,
      path: 'domain.basePath',
      why: 'A mapping that belongs to something else is not taken over.',
      fix: 'Delete that base path mapping, or set another domain.basePath.',
    },
  ];
}

/** API Gateway: `Only one base path mapping is allowed if the base path is empty.` (AWS-FACTS 2) */
function findMixture(name: string, basePath: string, mappings: readonly LiveMapping[]): Problem[] {
  const standing = mappings.find((mapping) => basePath === '' || mapping.basePath === '');
  if (!standing) return [];
  return [
    {
      message: `${formatPlace(name, basePath)} cannot be mapped beside ${formatPlace(name, standing.basePath)}, which is mapped to Rest API ${standing.restApiId}`,
      path: 'domain.basePath',
      why: 'API Gateway allows no other base path mapping in a domain beside one without a base path.',
      fix:
        basePath === ''
          ? 'Set domain.basePath, or delete the other base path mappings first.'
          : 'Delete the mapping without a base path, (none), first, or set another domain.name.',
    },
  ];
}

/** AWS-FACTS 2: deleting a Rest API with mappings fails, and CloudFormation would leave it behind. */
function explainLeftMapping(name: string, { basePath, restApiId }: LiveMapping): Problem {
  const place = formatPlace(name, basePath);
  return {
    message: `The app has no routes any more, and ${place} still points to its Rest API`,
    path: 'config/routes.ts',
    why: `API Gateway deletes no Rest API (${restApiId}) that a base path mapping points to, and ${place} would answer nothing.`,
    fix: `Delete that base path mapping first, or keep a route:\naws apigateway delete-base-path-mapping --domain-name ${name} --base-path '${basePath || '(none)'}'`,
  };
}

function formatPlace(name: string, basePath: string): string {
  return basePath === '' ? name : `${name}/${basePath}`;
}
