import { describe, expect, it } from 'vitest';

import { AwsError, toAwsError } from '../../src/aws/aws-error.ts';

const sdkError = (name: string, httpStatusCode?: number, message = 'said AWS') =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });

describe('toAwsError', () => {
  it.each([
    ['AccessDenied', 403, 'access-denied'],
    ['AccessDeniedException', 400, 'access-denied'],
    ['SomethingForbidden', 403, 'access-denied'],
    ['ExpiredToken', 400, 'credentials'],
    ['CredentialsProviderError', undefined, 'credentials'],
    ['Throttling', 400, 'throttled'],
    ['TooManyRequestsException', 429, 'throttled'],
    ['TimeoutError', undefined, 'unreachable'],
    ['PreconditionFailed', 412, 'conflict'],
    ['ValidationError', 400, 'refused'],
    ['NoSuchBucket', 404, 'refused'],
  ])('%s with status %s is %s', (name, status, kind) => {
    expect(toAwsError(sdkError(name, status), 'cloudformation:DescribeStacks').kind).toBe(kind);
  });

  it('a refused connection is unreachable', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' });
    expect(toAwsError(refused, 'sts:GetCallerIdentity').kind).toBe('unreachable');
  });

  it('keeps AWS’s code and message and names the operation', () => {
    const error = toAwsError(sdkError('AlreadyExistsException', 400, 'Stack [x] already exists'), 'a:B');
    expect(error).toMatchObject({
      code: 'AlreadyExistsException',
      message: 'Stack [x] already exists',
      operation: 'a:B',
    });
  });

  it('leaves an AwsError as it is', () => {
    const error = new AwsError('throttled', 'Throttling', 'slow down', 'a:B');
    expect(toAwsError(error, 'c:D')).toBe(error);
  });
});
