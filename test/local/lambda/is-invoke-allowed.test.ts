import { expect, it } from 'vitest';
import { ServiceError, type Cloud } from '../../../src/local/cloud.ts';
import { isInvokeAllowed } from '../../../src/local/lambda/is-invoke-allowed.ts';
import { context } from './support.ts';

const source = {
  service: 'events.amazonaws.com',
  sourceArn: 'arn:aws:events:us-east-1:123456789012:rule/clean',
  sourceAccount: '123456789012',
};

function cloudWith(statement: object | undefined): Cloud {
  const call: Cloud['call'] = async () => {
    if (!statement)
      throw new ServiceError('ResourceNotFoundException', 'The resource you requested does not exist.', 404);
    const permission = {
      Effect: 'Allow',
      Action: 'lambda:InvokeFunction',
      Principal: { Service: source.service },
    };
    return { Policy: JSON.stringify({ Statement: [{ ...permission, ...statement }] }) };
  };
  return { call } as Cloud;
}

it.each([
  ['no policy', undefined, false],
  ['the service, without conditions', {}, true],
  ['another service', { Principal: { Service: 's3.amazonaws.com' } }, false],
  ['everybody', { Principal: '*' }, true],
  ['another action', { Action: 'lambda:GetFunction' }, false],
  ['this rule', { Condition: { ArnLike: { 'AWS:SourceArn': source.sourceArn } } }, true],
  ['another rule', { Condition: { ArnLike: { 'AWS:SourceArn': `${source.sourceArn}2` } } }, false],
  ['all rules', { Condition: { ArnLike: { 'AWS:SourceArn': 'arn:aws:events:us-east-1:*:rule/*' } } }, true],
  ['this account', { Condition: { StringEquals: { 'AWS:SourceAccount': '123456789012' } } }, true],
  ['another account', { Condition: { StringEquals: { 'AWS:SourceAccount': '999999999999' } } }, false],
  ['a condition that cannot be met', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }, false],
])('%s: %o gives %s', async (_what, statement, expected) => {
  expect(await isInvokeAllowed(cloudWith(statement), 'posts', source, context)).toBe(expected);
});
