import type { Problem } from '../problem.ts';

/** What {@link describeAwsError} needs to know of an error from src/aws. */
export interface AwsErrorLike {
  readonly kind: 'credentials' | 'access-denied' | 'throttled' | 'unreachable' | 'conflict' | 'refused';
  readonly code: string;
  readonly message: string;
  readonly operation: string;
}

/** Says what AWS would not do, in its own words, and what to do about it. */
export function describeAwsError(error: AwsErrorLike, endpoint: string | undefined): Problem {
  switch (error.kind) {
    case 'credentials': {
      // The SDK's own error says that nothing was sent; any other is AWS's answer to what was.
      const missing = error.code.endsWith('ProviderError');
      return {
        message: missing ? 'No AWS credentials could be loaded' : 'AWS does not accept the credentials',
        why: missing ? error.message : `${error.operation} answered ${error.code}: ${error.message}`,
        fix: 'Sign in (aws sso login), set AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.\nWithout an AWS account, add --local: the same command then runs on the embedded AWS.',
      };
    }
    case 'access-denied':
      return {
        message: `AWS does not allow ${error.operation}`,
        why: error.message,
        fix: 'Give the deploying identity the permissions listed in the README (Deploying to AWS). Nothing was taken for missing because it could not be read.',
      };
    case 'throttled':
      return {
        message: `AWS still throttles ${error.operation} after several attempts`,
        why: error.message,
        fix: 'Wait a minute and run the same command again: it goes on where this one stopped.',
      };
    case 'unreachable':
      return {
        message: endpoint ? `No answer from ${endpoint}` : 'No answer from AWS',
        why: `${error.operation} was not answered: ${error.message}`,
        fix: endpoint
          ? 'Check that it is running: jets local status. Or unset AWS_ENDPOINT_URL.'
          : 'Check the network and the region, then run the same command again.',
      };
    case 'conflict':
    case 'refused':
      return { message: `AWS refused ${error.operation}`, why: `${error.code}: ${error.message}` };
  }
}
