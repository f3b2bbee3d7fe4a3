import { describe, expect, it } from 'vitest';

import { diffFunctions } from '../../src/plan/diff-functions.ts';
import { composeTemplates } from '../../src/templates/build-templates.ts';
import type { Template } from '../../src/templates/template.ts';
import { type AppSketch, sketchApp, sketchArtifacts } from '../templates/app-fixture.ts';

interface Release {
  readonly sketch?: AppSketch;
  readonly code?: Readonly<Record<string, string>>;
  readonly omitFunctionNames?: boolean;
  readonly generation?: number;
}

const sketch: AppSketch = {
  routes: ['GET /posts posts#index', 'GET /users users#index'],
  jobs: ['clean'],
};

function rootOf({ sketch: own = sketch, code, ...input }: Release): Template {
  const app = sketchApp(own);
  return composeTemplates({ app, artifacts: sketchArtifacts(app, code), ...input }).templates.app.template;
}

/** Each change as a line: `~ posts_controller (demo-dev-posts_controller): code, settings`. */
function diff(live: Release | Template | undefined, desired: Release): string[] {
  const liveRoot = live && ('Resources' in live ? live : rootOf(live));
  return describeChanges(diffFunctions(sketchApp(desired.sketch ?? sketch), liveRoot, rootOf(desired)));
}

function describeChanges(changes: ReturnType<typeof diffFunctions>): string[] {
  const text =
    (sign: string) =>
    ({ key, kind, name, changes: parts }: (typeof changes.added)[number]) =>
      `${sign} ${kind} ${key} (${name ?? 'unnamed'})${parts ? `: ${parts.join(', ')}` : ''}`;
  return [
    ...changes.added.map(text('+')),
    ...changes.removed.map(text('-')),
    ...changes.changed.map(text('~')),
    `${changes.unchanged} unchanged`,
  ];
}

const changed = (key: string, changes: string) =>
  `~ ${key.endsWith('-run') ? 'job' : 'controller'} ${key} (demo-dev-${key}): ${changes}`;
const all = (changes: string) =>
  ['clean_job-run', 'posts_controller', 'users_controller'].map((key) => changed(key, changes));

describe('diffFunctions', () => {
  it('adds every function when nothing is live', () => {
    expect(diff(undefined, {})).toEqual([
      '+ job clean_job-run (demo-dev-clean_job-run)',
      '+ controller posts_controller (demo-dev-posts_controller)',
      '+ controller users_controller (demo-dev-users_controller)',
      '0 unchanged',
    ]);
  });

  it('finds nothing in functions that are live as they are', () => {
    expect(diff({}, {})).toEqual(['3 unchanged']);
  });

  it('tells by key what is new and what is gone, with the name it had', () => {
    const desired = { ...sketch, routes: ['GET /posts posts#index', 'GET /tags tags#index'], jobs: ['mail'] };
    expect(diff({}, { sketch: desired })).toEqual([
      '+ job mail_job-run (demo-dev-mail_job-run)',
      '+ controller tags_controller (demo-dev-tags_controller)',
      '- job clean_job-run (demo-dev-clean_job-run)',
      '- controller users_controller (demo-dev-users_controller)',
      '1 unchanged',
    ]);
  });

  it('calls the functions changed whose code differs, and no other', () => {
    expect(diff({}, { code: { posts_controller: 'new' } })).toEqual([
      changed('posts_controller', 'code'),
      '2 unchanged',
    ]);
  });

  it.each<[string, AppSketch, string]>([
    ['memory', { function: { memorySize: 512 } }, 'settings'],
    ['a variable', { function: { environment: { A: '1' } } }, 'settings'],
    [
      'reserved concurrency, which is no part of a version',
      { function: { reservedConcurrentExecutions: 2 } },
      'settings',
    ],
    ['how long logs are kept', { config: { logs: { retentionInDays: 7 } } }, 'settings'],
    ['a managed policy', { config: { managedIamPolicy: ['AmazonS3ReadOnlyAccess'] } }, 'permissions'],
    ['tracing, which needs permission', { function: { tracingConfig: 'Active' } }, 'settings, permissions'],
  ])('tells that %s changed', (_, more, changes) => {
    expect(diff({}, { sketch: { ...sketch, ...more } })).toEqual([...all(changes), '0 unchanged']);
  });

  it('tells that a schedule changed', () => {
    const desired = sketchApp(sketch);
    const functions = desired.functions.map((member) =>
      member.job ? { ...member, job: { ...member.job, schedule: { cron: '0 4 * * ? *' } } } : member,
    );
    const app = { ...desired, functions };
    const { templates } = composeTemplates({ app, artifacts: sketchArtifacts(app) });
    expect(describeChanges(diffFunctions(app, rootOf({}), templates.app.template))).toEqual([
      changed('clean_job-run', 'schedule'),
      '2 unchanged',
    ]);
  });

  it('tells that functions lose their names, and get them back', () => {
    expect(diff({}, { omitFunctionNames: true })).toEqual([
      '~ job clean_job-run (unnamed): name',
      '~ controller posts_controller (unnamed): name',
      '~ controller users_controller (unnamed): name',
      '0 unchanged',
    ]);
    expect(diff({ omitFunctionNames: true }, {})).toEqual([...all('name'), '0 unchanged']);
    expect(diff({ omitFunctionNames: true }, { omitFunctionNames: true })).toEqual(['3 unchanged']);
  });

  it('tells that functions get other names', () => {
    const desired = { sketch: { ...sketch, namespace: 'demo-dev-2', jobs: [] } };
    const live = { sketch: { ...sketch, jobs: [] } };
    expect(diff(live, desired)).toEqual([
      // The namespace is also part of the key of the zip.
      '~ controller posts_controller (demo-dev-2-posts_controller): code, name',
      '~ controller users_controller (demo-dev-2-users_controller): code, name',
      '0 unchanged',
    ]);
  });

  it('calls no function changed because the Rest API is replaced', () => {
    expect(diff({}, { generation: 1 })).toEqual(['3 unchanged']);
  });

  it.each([
    ['before', true],
    ['after', false],
  ])('compares with the function that serves, when one of a retiring Rest API stands %s it', (_, first) => {
    const green = rootOf({ generation: 1, omitFunctionNames: true });
    const blue = rootOf({ code: { posts_controller: 'old' } });
    // The stage of a retiring Rest API names its functions' versions literally.
    const frozen = Object.fromEntries(
      Object.entries(blue.Resources).filter(([, { Type }]) => Type === 'AWS::Lambda::Function'),
    );
    const resources = first ? { ...frozen, ...green.Resources } : { ...green.Resources, ...frozen };
    const live: Template = { ...green, Resources: resources };
    expect(diff(live, { generation: 1, omitFunctionNames: true })).toEqual(['3 unchanged']);
    expect(diff(live, { generation: 1 })).toEqual([...all('name'), '0 unchanged']);
  });

  it('refuses templates that lack a function of the app', () => {
    const empty: Template = { AWSTemplateFormatVersion: '2010-09-09', Resources: {} };
    expect(() => diffFunctions(sketchApp(sketch), undefined, empty)).toThrow(
      'The templates lack function clean_job-run',
    );
  });
});
