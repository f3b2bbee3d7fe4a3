import { invalidInput, limitExceeded } from './errors.ts';

export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

type Tags = Readonly<Record<string, string>>;

/** Adds or overwrites. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules */
export function addTags(tags: Tags, added: readonly Tag[] = []): Record<string, string> {
  const keys = added.map((tag) => tag.Key.toLowerCase());
  if (new Set(keys).size < keys.length) {
    throw invalidInput('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  // A key in another case is the same key.
  const kept = Object.entries(tags).filter(([key]) => !keys.includes(key.toLowerCase()));
  const result = Object.fromEntries([...kept, ...added.map((tag) => [tag.Key, tag.Value] as const)]);
  const own = Object.keys(result).filter((key) => !key.startsWith('aws:'));
  if (own.length > 50) throw limitExceeded('The number of tags has reached the maximum limit.');
  return result;
}

export function removeTags(tags: Tags, keys: readonly string[]): Record<string, string> {
  const removed = new Set(keys.map((key) => key.toLowerCase()));
  return Object.fromEntries(Object.entries(tags).filter(([key]) => !removed.has(key.toLowerCase())));
}

export function listTags(tags: Tags): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
