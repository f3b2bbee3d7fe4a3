import type { Aws } from '../aws/connection.ts';
import type { LiveDomain } from './live-domain.ts';
import { sortBy } from './sort-by.ts';

/** A custom domain with its base path mappings; undefined when none is asked for, or when API Gateway knows none. */
export async function loadDomain(aws: Aws, name: string | undefined): Promise<LiveDomain | undefined> {
  if (name === undefined) return undefined;
  const restApis = await aws.restApis();
  const domain = await restApis.readDomain(name);
  if (!domain) return undefined;
  return {
    name: domain.name,
    mappings: sortBy(await restApis.readMappings(name), ({ basePath }) => basePath),
  };
}
