import {
  APIGatewayClient,
  CreateBasePathMappingCommand,
  GetBasePathMappingsCommand,
  GetDomainNameCommand,
  GetResourcesCommand,
  GetRestApiCommand,
  GetStagesCommand,
  UpdateBasePathMappingCommand,
} from '@aws-sdk/client-api-gateway';

import { absentOn } from './absent-on.ts';
import { type CallCount, type ClientSettings, countCalls, sending } from './calls.ts';
import {
  type ApiResourceRecord,
  type DomainRecord,
  type MappingRecord,
  type RestApiRecord,
  type StageRecord,
  toApiResourceRecord,
  toDomainRecord,
  toMappingRecord,
  toNone,
  toRestApiRecord,
  toStageRecord,
} from './rest-api-records.ts';

export type RestApis = ReturnType<typeof openRestApis>;

/** Items a page, the most that API Gateway gives. */
const largestPage = 500;

/** API Gateway's REST APIs, as far as jets calls them. Every function throws AwsError. */
export function openRestApis(settings: ClientSettings, calls: CallCount) {
  const client = new APIGatewayClient(settings);
  countCalls(client, calls);
  return {
    /** `undefined` only when API Gateway says that there is no such API. */
    async readRestApi(id: string): Promise<RestApiRecord | undefined> {
      const answer = await absentOn('NotFoundException', () =>
        sending('apigateway:GetRestApi', () => client.send(new GetRestApiCommand({ restApiId: id }))),
      );
      return answer && toRestApiRecord(answer);
    },

    /**
     * Every resource with its methods, the root included, in API Gateway's order. One page after the other: the quota is
     * five calls in two seconds (AWS-FACTS 2), so that more at once would only be throttled.
     */
    async readResources(restApiId: string, pageSize = largestPage): Promise<ApiResourceRecord[]> {
      return listPages(async (page) => {
        const answer = await sending('apigateway:GetResources', () =>
          client.send(new GetResourcesCommand({ restApiId, embed: ['methods'], limit: pageSize, ...page })),
        );
        return { items: (answer.items ?? []).map(toApiResourceRecord), position: answer.position };
      });
    },

    /** All of them: API Gateway does not page them, as there are ten at most. */
    async readStages(restApiId: string): Promise<StageRecord[]> {
      const answer = await sending('apigateway:GetStages', () =>
        client.send(new GetStagesCommand({ restApiId })),
      );
      return (answer.item ?? []).map(toStageRecord);
    },

    /** `undefined` only when API Gateway says that there is no such domain in this account and region. */
    async readDomain(name: string): Promise<DomainRecord | undefined> {
      const answer = await absentOn('NotFoundException', () =>
        sending('apigateway:GetDomainName', () =>
          client.send(new GetDomainNameCommand({ domainName: name })),
        ),
      );
      return answer && toDomainRecord(answer);
    },

    /**
     * Every base path mapping of a domain that exists. A domain without any answers without `items`, see
     * github.com/aws/aws-sdk-js/issues/1416.
     */
    async readMappings(domain: string, pageSize = largestPage): Promise<MappingRecord[]> {
      return listPages(async (page) => {
        const answer = await sending('apigateway:GetBasePathMappings', () =>
          client.send(new GetBasePathMappingsCommand({ domainName: domain, limit: pageSize, ...page })),
        );
        return { items: (answer.items ?? []).map(toMappingRecord), position: answer.position };
      });
    },

    /**
     * Throws a `conflict` when the base path is taken, also when an earlier request whose answer was lost took it.
     * @param basePath empty for the mapping without one.
     */
    async createMapping(domain: string, basePath: string, restApiId: string, stage: string): Promise<void> {
      await sending('apigateway:CreateBasePathMapping', () =>
        client.send(
          new CreateBasePathMappingCommand({
            domainName: domain,
            basePath: toNone(basePath),
            restApiId,
            stage,
          }),
        ),
      );
    },

    /**
     * Points a mapping that exists to another Rest API and stage in one call: no moment without a mapping (AWS-FACTS 2,
     * also for the case of `/restapiId`).
     * @param basePath empty for the mapping without one.
     */
    async repointMapping(domain: string, basePath: string, restApiId: string, stage: string): Promise<void> {
      await sending('apigateway:UpdateBasePathMapping', () =>
        client.send(
          new UpdateBasePathMappingCommand({
            domainName: domain,
            basePath: toNone(basePath),
            patchOperations: [
              { op: 'replace', path: '/restapiId', value: restApiId },
              { op: 'replace', path: '/stage', value: stage },
            ],
          }),
        ),
      );
    },
  };
}

interface Page<T> {
  readonly items: readonly T[];
  readonly position: string | undefined;
}

/** Every page, each asked for with the position that the one before gave. */
async function listPages<T>(readPage: (page: { position?: string }) => Promise<Page<T>>): Promise<T[]> {
  const found: T[] = [];
  let position: string | undefined;
  do {
    const page = await readPage(position ? { position } : {});
    found.push(...page.items);
    position = page.position;
  } while (position);
  return found;
}
