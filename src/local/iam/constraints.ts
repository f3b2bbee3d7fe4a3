import { validationError } from './errors.ts';

/** Lengths and characters of https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export function checkRoleName(name: string): void {
  checkName('roleName', name, 64);
}

export function checkPolicyName(name: string): void {
  checkName('policyName', name, 128);
}

export function checkPath(path: string): void {
  if (path.length <= 512 && /^\/$|^\/[\u0021-\u007e]+\/$/.test(path)) return;
  throw validationError(
    'The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.',
  );
}

export function checkDescription(description: string | undefined): void {
  if (description !== undefined && description.length > 1000) throw tooLong('description', description, 1000);
}

/** Seconds: one to twelve hours. */
export function checkSessionDuration(seconds: number): void {
  if (seconds < 3600) throw outOfRange(seconds, 'greater than or equal to 3600');
  if (seconds > 43_200) throw outOfRange(seconds, 'less than or equal to 43200');
}

function checkName(member: string, name: string, longest: number): void {
  if (name.length < 1) {
    throw violation(name, member, 'Member must have length greater than or equal to 1');
  }
  if (name.length > longest) throw tooLong(member, name, longest);
  if (!/^[\w+=,.@-]+$/.test(name)) {
    throw validationError(
      `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
    );
  }
}

function tooLong(member: string, value: string, longest: number) {
  return violation(value, member, `Member must have length less than or equal to ${longest}`);
}

function outOfRange(seconds: number, bound: string) {
  return violation(String(seconds), 'maxSessionDuration', `Member must have value ${bound}`);
}

function violation(value: string, member: string, constraint: string) {
  return validationError(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}
