/** Path of a setting: keys, and positions in lists. */
export type SettingPath = readonly (string | number)[];

/** `cfn.build.controllers`, `iamPolicy[0].Effect`. */
export function formatSettingPath(path: SettingPath): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`))
    .join('');
}
