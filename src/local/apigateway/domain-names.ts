import type {
  CreateDomainNameRequest,
  DeleteDomainNameRequest,
  DomainName,
  DomainNames,
  GetDomainNameRequest,
  GetDomainNamesRequest,
  UpdateDomainNameRequest,
} from '@aws-sdk/client-api-gateway';
import type { RequestContext } from '../cloud.ts';
import { buildEndpointConfiguration } from './endpoint-configuration.ts';
import { badRequest, notFound, notImplemented } from './errors.ts';
import { hostedZoneOf } from './hosted-zones.ts';
import type { Deps, Operations } from './operation.ts';
import { pageOf } from './paging.ts';
import { applyPatch, type PatchRules } from './patch.ts';
import type { DomainNameRecord } from './records.ts';
import { now } from './rest-apis.ts';
import type { State } from './state.ts';

export function domainNameOperations({ cloud, state }: Deps): Operations {
  return {
    CreateDomainName(input: CreateDomainNameRequest, context: RequestContext): DomainName {
      const domainName = (input.domainName ?? '').toLowerCase();
      if (!isDomainName(domainName)) throw badRequest('Invalid domain name specified');
      // A name is taken for the whole partition, not only in this region.
      if (state.domainNames.scopes().some((region) => state.domainNames.has(region, domainName))) {
        throw badRequest('The domain name you provided already exists.');
      }
      const endpointConfiguration = buildEndpointConfiguration(
        input.endpointConfiguration,
        'createDomainNameInput',
      );
      const isEdge = endpointConfiguration.types.includes('EDGE');
      if (isEdge && !input.certificateArn && !input.certificateBody) {
        throw badRequest('Certificate ARN must be provided for an edge-optimized domain name');
      }
      if (!isEdge && !input.regionalCertificateArn && !input.certificateArn) {
        throw badRequest('Regional certificate ARN must be provided for a Regional domain name');
      }
      refuseUnsupported(input);
      const domain: DomainNameRecord = {
        domainName,
        account: context.account,
        certificateArn: input.certificateArn,
        certificateName: input.certificateName,
        regionalCertificateArn: input.regionalCertificateArn,
        regionalCertificateName: input.regionalCertificateName,
        ...(isEdge
          ? {
              certificateUploadDate: now(),
              distributionDomainName: `d${cloud.generateId(13)}.cloudfront.net`,
              distributionHostedZoneId: 'Z2FDTNDATAQYW2',
            }
          : {
              regionalDomainName: `d-${cloud.generateId(10)}.execute-api.${context.region}.amazonaws.com`,
              regionalHostedZoneId: hostedZoneOf(context.region),
            }),
        endpointConfiguration,
        securityPolicy: input.securityPolicy ?? 'TLS_1_2',
        ownershipVerificationCertificateArn: input.ownershipVerificationCertificateArn,
        tags: input.tags ?? {},
      };
      state.domainNames.put(context.region, domainName, domain);
      return toDomainName(domain);
    },

    GetDomainName(input: GetDomainNameRequest, context: RequestContext): DomainName {
      return toDomainName(requireDomain(state, context, input.domainName));
    },

    GetDomainNames(input: GetDomainNamesRequest, context: RequestContext): DomainNames {
      const domains = state.domainNames
        .list(context.region)
        .filter(({ account }) => account === context.account);
      return pageOf(domains.map(toDomainName), input);
    },

    UpdateDomainName(input: UpdateDomainNameRequest, context: RequestContext): DomainName {
      const domain = applyPatch(
        requireDomain(state, context, input.domainName),
        input.patchOperations,
        domainNamePatches,
        { wording: 'listed', shape: 'updateDomainNameInput' },
      );
      state.domainNames.put(context.region, domain.domainName, domain);
      return toDomainName(domain);
    },

    /** Takes its base path mappings along. */
    DeleteDomainName(input: DeleteDomainNameRequest, context: RequestContext): object {
      const domain = requireDomain(state, context, input.domainName);
      state.domainNames.remove(context.region, domain.domainName);
      state.basePathMappings.removeAll(`${context.region}/${domain.domainName}`);
      return {};
    },
  };
}

/** What would change who answers, and is left out. */
function refuseUnsupported(input: CreateDomainNameRequest): void {
  if (input.mutualTlsAuthentication?.truststoreUri) {
    throw notImplemented('The embedded AWS does not ask clients of a custom domain for certificates.');
  }
  if (input.routingMode !== undefined && input.routingMode !== 'BASE_PATH_MAPPING_ONLY') {
    throw notImplemented(
      'The embedded AWS has no routing rules for custom domains, only base path mappings.',
    );
  }
}

export function requireDomain(
  state: State,
  context: RequestContext,
  domainName: string | undefined,
): DomainNameRecord {
  const domain = state.domainNames.get(context.region, (domainName ?? '').toLowerCase());
  if (!domain || domain.account !== context.account)
    throw notFound('Invalid domain name identifier specified');
  return domain;
}

function isDomainName(name: string): boolean {
  return name.length <= 253 && /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/.test(name);
}

/** https://docs.aws.amazon.com/apigateway/latest/api/patch-operations.html#UpdateDomainName-Patch */
const domainNamePatches: PatchRules<DomainNameRecord> = {
  replace: {
    '/certificateArn': (domain, certificateArn) => ({ ...domain, certificateArn }),
    '/certificateName': (domain, certificateName) => ({ ...domain, certificateName }),
    '/regionalCertificateArn': (domain, regionalCertificateArn) => ({ ...domain, regionalCertificateArn }),
    '/regionalCertificateName': (domain, regionalCertificateName) => ({ ...domain, regionalCertificateName }),
    '/ownershipVerificationCertificateArn': (domain, arn) => ({
      ...domain,
      ownershipVerificationCertificateArn: arn,
    }),
    '/securityPolicy': (domain, securityPolicy) => ({ ...domain, securityPolicy }),
    '/endpointConfiguration/ipAddressType': (domain, ipAddressType) => ({
      ...domain,
      endpointConfiguration: { ...domain.endpointConfiguration, ipAddressType },
    }),
  },
};

function toDomainName(domain: DomainNameRecord): DomainName {
  const { account: _account, certificateUploadDate, tags, ...rest } = domain;
  return {
    ...(rest as DomainName),
    ...(certificateUploadDate === undefined
      ? {}
      : { certificateUploadDate: new Date(certificateUploadDate) }),
    domainNameStatus: 'AVAILABLE',
    ...(Object.keys(tags).length > 0 ? { tags } : {}),
  };
}
