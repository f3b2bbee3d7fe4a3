import { expect, it } from 'vitest';
import { checkIdentityPolicy, checkTrustPolicy } from '../../../src/local/iam/policy-document.ts';
import { lambdaTrust, policy } from './open-iam.ts';

const sound = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };

it.each([
  ['no JSON', '{', 'This policy contains invalid Json'],
  ['a list', '[]', 'Syntax errors in policy.'],
  ['no statement', policy(), 'Syntax errors in policy.'],
  ['an unknown field', policy({ ...sound, Efect: 'Allow' }), 'Syntax errors in policy.'],
  ['an unknown effect', policy({ ...sound, Effect: 'Permit' }), 'Syntax errors in policy.'],
  ['Action and NotAction', policy({ ...sound, NotAction: 's3:*' }), 'Syntax errors in policy.'],
  [
    'an unknown version',
    JSON.stringify({ Version: '2020-01-01', Statement: sound }),
    'The policy must contain a valid version string',
  ],
  ['no action', policy({ Effect: 'Allow', Resource: '*' }), 'Policy statement must contain actions.'],
  ['no resource', policy({ Effect: 'Allow', Action: 's3:*' }), 'Policy statement must contain resources.'],
  [
    'an action without a service',
    policy({ ...sound, Action: 'GetObject' }),
    'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
  ],
  [
    'a resource that is no ARN',
    policy({ ...sound, Resource: 'bucket' }),
    'Resource bucket must be in ARN format or "*".',
  ],
  ['a principal', policy({ ...sound, Principal: '*' }), 'Policy document should not specify a principal.'],
  [
    'one id twice',
    policy({ ...sound, Sid: 'A' }, { ...sound, Sid: 'A' }),
    'Statement IDs (SID) in a single policy must be unique.',
  ],
  [
    'an unknown condition operator',
    policy({ ...sound, Condition: { StringIs: { 'aws:x': 'y' } } }),
    'Invalid Condition type : StringIs.',
  ],
])('an identity policy with %s is malformed', (_what, document, message) => {
  expect(() => checkIdentityPolicy(document)).toThrow(
    expect.objectContaining({ code: 'MalformedPolicyDocument', message }),
  );
});

it.each([
  ['no principal', policy({ Effect: 'Allow', Action: 'sts:AssumeRole' }), 'Missing required field Principal'],
  [
    'a resource',
    policy({ ...sound, Principal: { Service: 'x' }, Action: 'sts:AssumeRole' }),
    'Has prohibited field Resource',
  ],
  [
    'another action',
    policy({ Effect: 'Allow', Principal: { Service: 'x' }, Action: 's3:GetObject' }),
    'AssumeRole policy may only specify STS AssumeRole actions.',
  ],
])('a trust policy with %s is malformed', (_what, document, message) => {
  expect(() => checkTrustPolicy(document)).toThrow(
    expect.objectContaining({ code: 'MalformedPolicyDocument', message }),
  );
});

it('sound documents pass, with one statement in place of a list as well', () => {
  checkTrustPolicy(lambdaTrust);
  checkIdentityPolicy(JSON.stringify({ Version: '2012-10-17', Statement: sound }));
  checkIdentityPolicy(
    policy({
      ...sound,
      Sid: 'A1',
      Condition: {
        'ForAnyValue:StringLikeIfExists': { 'aws:TagKeys': ['a*'] },
        Bool: { 'aws:SecureTransport': true },
      },
    }),
  );
});
