import { sha256Hex } from './digest.ts';

/**
 * Stage variable that names a function's live version: `posts_controller`, `admin__posts_controller`. Letters, digits
 * and `_`, 64 characters at most, and never the same for two function keys: `-` becomes `__`, and where that would lose
 * something, `_` and eight hexadecimal digits of the key's sha256 follow.
 */
export function buildStageVariable(functionKey: string): string {
  const variable = functionKey.replaceAll('-', '__').replace(/[^A-Za-z0-9_]/g, '_');
  const isLossless =
    variable.length <= maximumLength &&
    /^[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*$/.test(functionKey) &&
    !/_[0-9a-f]{8}$/.test(variable);
  return isLossless
    ? variable
    : `${variable.slice(0, maximumLength - 9)}_${sha256Hex(functionKey).slice(0, 8)}`;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html */
const maximumLength = 64;
