import type { Properties, ResourceContext, ResourceInstance, ResourceType } from '../resource-type.ts';
import { callApiGateway, changeApiGatewayTags, patchApiGateway, removeFromApiGateway } from './apigateway.ts';
import { isThere } from './is-there.ts';
import { patchScalars, type PatchOperation } from './patch-operations.ts';
import { defined, readObject, readString, readStrings, requireString } from './properties.ts';
import { desiredTags, diffTags } from './tags.ts';

/** Ref: the domain name. */
export const domainName: ResourceType = {
  type: 'AWS::ApiGateway::DomainName',

  async create(properties, context) {
    const endpoint = readObject(properties, 'EndpointConfiguration');
    const tls = readObject(properties, 'MutualTlsAuthentication');
    const created = await callApiGateway(
      context,
      'CreateDomainName',
      defined({
        domainName: requireString(properties, 'DomainName'),
        certificateArn: readString(properties, 'CertificateArn'),
        regionalCertificateArn: readString(properties, 'RegionalCertificateArn'),
        endpointConfiguration:
          endpoint &&
          defined({
            types: readStrings(endpoint, 'Types'),
            ipAddressType: readString(endpoint, 'IpAddressType'),
          }),
        securityPolicy: readString(properties, 'SecurityPolicy'),
        endpointAccessMode: readString(properties, 'EndpointAccessMode'),
        routingMode: readString(properties, 'RoutingMode'),
        ownershipVerificationCertificateArn: readString(properties, 'OwnershipVerificationCertificateArn'),
        mutualTlsAuthentication:
          tls &&
          defined({
            truststoreUri: readString(tls, 'TruststoreUri'),
            truststoreVersion: readString(tls, 'TruststoreVersion'),
          }),
        tags: desiredTags(properties, context),
      }),
    );
    return describe(created, context);
  },

  async update(instance, properties, previous, context) {
    const name = instance.physicalId;
    await patchApiGateway(context, 'UpdateDomainName', { domainName: name }, [
      ...patchScalars(properties, previous, scalarPaths),
      ...patchScalars(
        readObject(properties, 'MutualTlsAuthentication') ?? {},
        readObject(previous, 'MutualTlsAuthentication') ?? {},
        {
          TruststoreUri: '/mutualTlsAuthentication/truststoreUri',
          TruststoreVersion: '/mutualTlsAuthentication/truststoreVersion',
        },
      ),
      ...patchEndpointType(properties, previous),
    ]);
    await changeApiGatewayTags(context, `/domainnames/${name}`, diffTags(properties, previous, context));
    return describe(await callApiGateway(context, 'GetDomainName', { domainName: name }), context);
  },

  remove: (instance, _properties, context) =>
    removeFromApiGateway(context, 'DeleteDomainName', { domainName: instance.physicalId }),

  exists: (name, context) => isThere(callApiGateway(context, 'GetDomainName', { domainName: name })),
};

const scalarPaths = {
  CertificateArn: '/certificateArn',
  RegionalCertificateArn: '/regionalCertificateArn',
  SecurityPolicy: '/securityPolicy',
  EndpointAccessMode: '/endpointAccessMode',
  RoutingMode: '/routingMode',
  OwnershipVerificationCertificateArn: '/ownershipVerificationCertificateArn',
};

function patchEndpointType(properties: Properties, previous: Properties): PatchOperation[] {
  const [type = 'EDGE'] = readStrings(readObject(properties, 'EndpointConfiguration') ?? {}, 'Types') ?? [];
  const [before = 'EDGE'] = readStrings(readObject(previous, 'EndpointConfiguration') ?? {}, 'Types') ?? [];
  return type === before
    ? []
    : [{ op: 'replace', path: `/endpointConfiguration/types/${before}`, value: type }];
}

/** @param domain AWS's DomainName shape. */
function describe(domain: Record<string, string | undefined>, context: ResourceContext): ResourceInstance {
  const name = domain['domainName'] ?? '';
  const attributes = defined({
    DistributionDomainName: domain['distributionDomainName'],
    DistributionHostedZoneId: domain['distributionHostedZoneId'],
    RegionalDomainName: domain['regionalDomainName'],
    RegionalHostedZoneId: domain['regionalHostedZoneId'],
    DomainNameArn: domain['domainNameArn'] ?? `arn:aws:apigateway:${context.region}::/domainnames/${name}`,
  });
  return { physicalId: name, attributes: attributes as Record<string, string> };
}
