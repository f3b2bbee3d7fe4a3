import type { RequestContext } from '../cloud.ts';
import { noSuchEntity } from './errors.ts';
import { roleKey, type Records, type RoleRecord } from './records.ts';

/** Throws NoSuchEntity, as IAM words it. */
export function requireRole(records: Records, roleName: string, { account }: RequestContext): RoleRecord {
  const role = records.roles.get(roleKey(account, roleName));
  if (role?.roleName === roleName) return role;
  throw noSuchEntity(`The role with name ${roleName} cannot be found.`);
}

export function putRole(records: Records, role: RoleRecord, { account }: RequestContext): void {
  records.roles.put(roleKey(account, role.roleName), role);
}
