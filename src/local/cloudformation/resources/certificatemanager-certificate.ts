import type { Properties, ResourceContext, ResourceType } from '../resource-type.ts';
import { handlerError } from './handler-error.ts';
import { ignoreMissing } from './ignore-missing.ts';
import { defined, readObjects, readString, readStrings, requireString } from './properties.ts';
import { refuseUnsupported } from './refuse-unsupported.ts';
import { changeRecordSets } from './route53.ts';
import { desiredTags, diffTags, tagList } from './tags.ts';
import { finishCreation } from './finish-creation.ts';

/**
 * Ref: the certificate's ARN. With DNS validation and a `HostedZoneId`, the validation record is put into that zone; the
 * resource is complete when the certificate is issued.
 */
export const certificate: ResourceType = {
  type: 'AWS::CertificateManager::Certificate',

  async create(properties, context) {
    refuseUnsupported(certificate.type, properties, supported);
    const { CertificateArn } = await callAcm(
      context,
      'RequestCertificate',
      defined({
        DomainName: requireString(properties, 'DomainName'),
        SubjectAlternativeNames: readStrings(properties, 'SubjectAlternativeNames'),
        ValidationMethod: readString(properties, 'ValidationMethod') ?? 'EMAIL',
        KeyAlgorithm: readString(properties, 'KeyAlgorithm'),
        Options: readOptions(properties),
        Tags: tagList(desiredTags(properties, context)),
      }),
    );
    return finishCreation(
      context,
      { physicalId: CertificateArn, attributes: { CertificateArn } },
      () => waitUntilIssued(CertificateArn, properties, context),
      () => callAcm(context, 'DeleteCertificate', { CertificateArn }),
    );
  },

  async update(instance, properties, previous, context) {
    refuseUnsupported(certificate.type, properties, supported);
    const CertificateArn = instance.physicalId;
    const Options = readOptions(properties);
    if (
      Options &&
      readOptions(previous)?.CertificateTransparencyLoggingPreference !==
        Options.CertificateTransparencyLoggingPreference
    ) {
      await callAcm(context, 'UpdateCertificateOptions', { CertificateArn, Options });
    }
    const { set, removed } = diffTags(properties, previous, context);
    if (Object.keys(set).length > 0)
      await callAcm(context, 'AddTagsToCertificate', { CertificateArn, Tags: tagList(set) });
    if (removed.length > 0) {
      await callAcm(context, 'RemoveTagsFromCertificate', {
        CertificateArn,
        Tags: removed.map((Key) => ({ Key })),
      });
    }
    return instance;
  },

  remove: (instance, _properties, context) =>
    ignoreMissing(callAcm(context, 'DeleteCertificate', { CertificateArn: instance.physicalId })),
};

const supported = [
  'CertificateTransparencyLoggingPreference',
  'DomainName',
  'DomainValidationOptions',
  'KeyAlgorithm',
  'SubjectAlternativeNames',
  'Tags',
  'ValidationMethod',
];

/** Milliseconds between two looks; a certificate that nobody validates is given up after three minutes, not AWS's 72 hours. */
const interval = 50;
const looks = 3_600;

interface DomainValidation {
  readonly DomainName: string;
  readonly ResourceRecord?: { readonly Name: string; readonly Type: string; readonly Value: string };
}

async function waitUntilIssued(
  CertificateArn: string,
  properties: Properties,
  context: ResourceContext,
): Promise<void> {
  const validated = new Set<string>();
  for (let look = 0; look < looks; look += 1) {
    const { Certificate } = await callAcm(context, 'DescribeCertificate', { CertificateArn });
    if (Certificate.Status === 'ISSUED') return;
    if (Certificate.Status !== 'PENDING_VALIDATION') {
      throw handlerError(
        'NotStabilized',
        `Certificate ${CertificateArn} is ${Certificate.Status}: ${Certificate.FailureReason ?? 'no reason given'}`,
      );
    }
    await putValidationRecords(Certificate.DomainValidationOptions ?? [], validated, properties, context);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
  throw handlerError('NotStabilized', `Certificate ${CertificateArn} was not validated in time`);
}

async function putValidationRecords(
  validations: readonly DomainValidation[],
  validated: Set<string>,
  properties: Properties,
  context: ResourceContext,
): Promise<void> {
  const options = readObjects(properties, 'DomainValidationOptions') ?? [];
  for (const { DomainName, ResourceRecord } of validations) {
    const option = options.find((one) => one['DomainName'] === DomainName);
    const zone = option && readString(option, 'HostedZoneId');
    if (zone === undefined || ResourceRecord === undefined || validated.has(DomainName)) continue;
    const { Name, Type, Value } = ResourceRecord;
    const record = { Name, Type, TTL: 300, ResourceRecords: [{ Value }] };
    await changeRecordSets(zone, [{ Action: 'UPSERT', ResourceRecordSet: record }], {}, context);
    validated.add(DomainName);
  }
}

function readOptions(properties: Properties) {
  const preference = readString(properties, 'CertificateTransparencyLoggingPreference');
  return preference === undefined ? undefined : { CertificateTransparencyLoggingPreference: preference };
}

// oxlint-disable-next-line typescript/no-explicit-any -- see Cloud.call
function callAcm(context: ResourceContext, operation: string, input: object): Promise<any> {
  return context.cloud.call('acm', operation, input, context);
}
