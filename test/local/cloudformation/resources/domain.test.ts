import { expect, it } from 'vitest';
import { ServiceError, type Cloud, type Service } from '../../../../src/local/cloud.ts';
import { useResources } from './use-resources.ts';

interface Change {
  readonly Action: string;
  readonly ResourceRecordSet: { readonly Name: string; readonly Type: string };
}

const zones = [{ Id: '/hostedzone/Z1', Name: 'example.com.' }];

/** Route 53 with one zone, in memory, as far as the types call it. */
function createZone(cloud: Cloud): Service {
  const records = cloud.store.collection<Change['ResourceRecordSet']>('test.records');
  return {
    name: 'route53',
    operations: {
      ListHostedZonesByName: () => ({ HostedZones: zones }),
      ListResourceRecordSets: () => ({ ResourceRecordSets: [...records.values()] }),
      ChangeResourceRecordSets: ({ ChangeBatch }: { ChangeBatch: { Changes: readonly Change[] } }) => {
        for (const { Action, ResourceRecordSet: record } of ChangeBatch.Changes) {
          const key = `${record.Name} ${record.Type}`;
          const isThere = records.has(key);
          if (Action === 'CREATE' && isThere)
            throw new ServiceError('InvalidChangeBatch', `${key} already exists`);
          if (Action === 'DELETE' && !isThere) {
            throw new ServiceError('InvalidChangeBatch', `Tried to delete ${key} but it was not found`);
          }
          if (Action === 'DELETE') records.remove(key);
          else records.put(key, record);
        }
        return {};
      },
    },
  };
}

/** ACM that issues a certificate once its validation record is in the zone. */
function createCertificates(cloud: Cloud): Service {
  const CertificateArn = 'arn:aws:acm:us-east-1:000000000000:certificate/1';
  const records = cloud.store.collection<Change['ResourceRecordSet']>('test.records');
  const ResourceRecord = { Name: '_x.api.example.com.', Type: 'CNAME', Value: '_y.acm-validations.aws.' };
  return {
    name: 'acm',
    operations: {
      RequestCertificate: () => ({ CertificateArn }),
      DescribeCertificate: () => ({
        Certificate: {
          Status: records.has('_x.api.example.com. CNAME') ? 'ISSUED' : 'PENDING_VALIDATION',
          DomainValidationOptions: [{ DomainName: 'api.example.com', ResourceRecord }],
        },
      }),
      DeleteCertificate: () => ({}),
    },
  };
}

const { call, create, remove, update } = useResources(createZone, createCertificates);
const readRecords = async () =>
  (await call('route53', 'ListResourceRecordSets', { HostedZoneId: 'Z1' })).ResourceRecordSets;

it('an AWS::Route53::RecordSet is made in the zone of that name, changed and removed', async () => {
  const properties = { HostedZoneName: 'example.com.', Name: 'api.example.com.', Type: 'A' };
  const alias = (DNSName: string) => ({ AliasTarget: { DNSName, HostedZoneId: 'Z2' } });
  const record = await create('AWS::Route53::RecordSet', { ...properties, ...alias('one.example.net') });
  expect(record.physicalId).toBe('api.example.com.');
  const changed = await update(record, { ...properties, ...alias('two.example.net') });
  expect(await readRecords()).toEqual([
    {
      Name: 'api.example.com.',
      Type: 'A',
      AliasTarget: { DNSName: 'two.example.net', HostedZoneId: 'Z2', EvaluateTargetHealth: false },
    },
  ]);
  await remove(changed);
  await remove(changed);
  expect(await readRecords()).toEqual([]);
});

it('of another type at the same name it changes over in one batch', async () => {
  const properties = { HostedZoneId: 'Z1', Name: 'www.example.com.', TTL: '60' };
  const record = await create('AWS::Route53::RecordSet', {
    ...properties,
    Type: 'A',
    ResourceRecords: ['1.2.3.4'],
  });
  const changed = await update(record, { ...properties, Type: 'CNAME', ResourceRecords: ['x.example.net'] });
  expect(await readRecords()).toMatchObject([
    { Type: 'CNAME', TTL: 60, ResourceRecords: [{ Value: 'x.example.net' }] },
  ]);
  await remove(changed);
});

it('is refused without a zone of that name', async () => {
  const properties = { HostedZoneName: 'example.org.', Name: 'a.example.org.', Type: 'A' };
  await expect(create('AWS::Route53::RecordSet', properties)).rejects.toThrow(
    'No hosted zones named example.org. found',
  );
});

it('an AWS::Route53::RecordSetGroup is changed as a whole', async () => {
  const record = (Name: string, value: string) => ({
    Name,
    Type: 'TXT',
    TTL: '60',
    ResourceRecords: [value],
  });
  const group = await create('AWS::Route53::RecordSetGroup', {
    HostedZoneId: 'Z1',
    RecordSets: [record('a.example.com.', '"1"'), record('b.example.com.', '"1"')],
  });
  const changed = await update(group, {
    HostedZoneId: 'Z1',
    RecordSets: [record('b.example.com.', '"2"'), record('c.example.com.', '"1"')],
  });
  expect(await readRecords()).toMatchObject([
    { Name: 'b.example.com.', ResourceRecords: [{ Value: '"2"' }] },
    { Name: 'c.example.com.' },
  ]);
  const byHand = { Action: 'DELETE', ResourceRecordSet: (await readRecords())[0] };
  await call('route53', 'ChangeResourceRecordSets', {
    HostedZoneId: 'Z1',
    ChangeBatch: { Changes: [byHand] },
  });
  await remove(changed);
  expect(await readRecords()).toEqual([]);
});

it('an AWS::CertificateManager::Certificate puts its validation record and waits until it is issued', async () => {
  const certificate = await create('AWS::CertificateManager::Certificate', {
    DomainName: 'api.example.com',
    ValidationMethod: 'DNS',
    DomainValidationOptions: [{ DomainName: 'api.example.com', HostedZoneId: 'Z1' }],
  });
  expect(certificate.physicalId).toBe('arn:aws:acm:us-east-1:000000000000:certificate/1');
  expect(await readRecords()).toMatchObject([{ Name: '_x.api.example.com.', Type: 'CNAME' }]);
});
