/** Import rules: the folders are the pipeline. Each rule says what to do instead. See decisions/0001-import-rules.md. */
const flow = {
  config: [],
  app: ['config'],
  bundle: ['config', 'app', 'runtime'],
  live: ['aws'],
  templates: ['config', 'app', 'bundle'],
  plan: ['config', 'app', 'bundle', 'live', 'templates'],
  apply: ['bundle', 'live', 'templates', 'plan', 'aws'],
  release: ['bundle', 'live', 'templates', 'plan', 'apply', 'aws'],
  report: ['config', 'app', 'bundle', 'live', 'templates', 'plan', 'apply', 'release'],
  ui: [],
  aws: [],
  runtime: [],
  starter: [],
  local: [],
};

const mayImport = Object.entries(flow).map(([folder, allowed]) => ({
  name: `${folder}-imports-only-what-it-consumes`,
  severity: 'error',
  comment: `src/${folder} sees ${allowed.join(', ') || 'no other folder'}: pass it a value instead, from src/cli.`,
  from: { path: `^src/${folder}/` },
  to: {
    path: '^src/',
    pathNot: [folder, ...allowed].map((name) => `^src/${name}/`).concat('^src/problem[.]ts$'),
  },
}));

module.exports = {
  forbidden: [
    ...mayImport,
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Move what both need into a third file.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'pure-folders-import-no-node-module',
      severity: 'error',
      comment:
        'app, templates, plan and report touch nothing: take the value as an argument. Only app/digest.ts may hash.',
      from: { path: '^src/(app|templates|plan|report)/', pathNot: '^src/app/digest[.]ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-folders-import-no-npm-value',
      severity: 'error',
      comment: 'app, templates, plan and report import types only from packages.',
      from: { path: '^src/(app|templates|plan|report)/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-peer'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'aws-sdk-only-in-aws',
      severity: 'error',
      comment: 'Call AWS through a port of src/aws, which maps its errors.',
      from: { path: '^src/', pathNot: '^src/(aws|local)/' },
      to: { path: 'node_modules/(@aws-sdk|@smithy)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'terminal-only-in-ui',
      severity: 'error',
      comment: 'Return text from src/report and let src/ui print it.',
      from: { path: '^src/', pathNot: '^src/ui/' },
      to: { path: 'node_modules/(chalk|ora)/' },
    },
    {
      name: 'local-only-from-its-commands',
      severity: 'error',
      comment: 'The deploy path reaches the embedded AWS through its endpoint URL, as it reaches AWS.',
      from: { path: '^src/', pathNot: '^src/(local/|cli/commands/local)' },
      to: { path: '^src/local/' },
    },
    {
      name: 'nothing-imports-cli',
      severity: 'error',
      comment: 'cli is the composition root: it imports, it is not imported.',
      from: { path: '^src/', pathNot: '^src/(cli|demo)/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      comment: 'The import points nowhere.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: require('node:path').join(__dirname, '../tsconfig.json') },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/starter/files/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
