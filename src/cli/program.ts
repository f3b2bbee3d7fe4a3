import { Command, InvalidArgumentError, Option } from 'commander';

import type { ExitCode } from './exit-codes.ts';
import type { Session } from './session.ts';

/** One line of `--help` an option, one example a command. Actions load their code when they run. */
export function buildProgram(version: string, exitWith: (code: ExitCode) => void): Command {
  const program = new Command('jets')
    .description(
      'Deploy serverless TypeScript apps to AWS Lambda and API Gateway: no rollback, no outage, no surprise.',
    )
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this')
    .helpCommand('help [command]', 'print the help of a command')
    .configureHelp({ sortSubcommands: false })
    .configureOutput({ outputError: (text, write) => write(formatUsageError(text)) })
    .showHelpAfterError('    → jets --help lists the commands.')
    .exitOverride()
    .addHelpText(
      'after',
      example('jets new blog && cd blog && jets deploy --local', 'a running app without an AWS account'),
    );

  const run = (act: (session: Session) => Promise<ExitCode>) => async () => {
    const { openTerminal } = await import('../ui/terminal.ts');
    exitWith(
      await act({
        terminal: openTerminal(process.env),
        env: process.env,
        root: process.cwd(),
        now: () => performance.now(),
      }),
    );
  };

  program
    .command('new')
    .description('write a starter app into a new folder')
    .argument('<name>', 'name of the app and of the folder')
    .addHelpText('after', example('jets new blog'))
    .action((name: string) =>
      run(async (session) => (await import('./commands/new.ts')).createApp(name, session))(),
    );

  appCommand(program, 'deploy')
    .description('build the app, compare it with what is live, deploy it, print its endpoint')
    .option('--json', 'print one JSON event a line; the last one has type "result"')
    .option('-v, --verbose', 'print every CloudFormation event')
    .option('-y, --yes', 'approve a new Rest API when one is needed (JETS_API_AUTO_REPLACE=1)')
    .addOption(
      new Option(
        '--plan <file>',
        'carry out a plan that jets plan --out saved, unless live has changed since',
      ).conflicts(['env', 'extra', 'region', 'wait', 'continueRollback', 'skip']),
    )
    .option('--wait', 'wait while CloudFormation is busy with the stack, instead of ending')
    .option('--continue-rollback', 'finish a rollback that failed (UPDATE_ROLLBACK_FAILED) first')
    .option('--skip <resource...>', 'with --continue-rollback: resources to leave as they are')
    .addHelpText('after', example('JETS_ENV=production jets deploy'))
    .addHelpText('after', deployVariables)
    .action((options) =>
      run(async (session) => (await import('./commands/deploy.ts')).deploy(options, session))(),
    );

  appCommand(program, 'plan')
    .description('print what deploy would do and why, and change nothing')
    .option('--json', 'print the plan as JSON')
    .option('--out <file>', 'save it, to be applied by jets deploy --plan <file>')
    .option('--exit-code', 'end with 0: nothing to do, 10: in place, 11: the endpoint changes, 12: blocked')
    .option('-v, --verbose', 'name every route and every resource')
    .addHelpText('after', example('jets plan --out plan.json && jets deploy --plan plan.json'))
    .addHelpText('after', deployVariables)
    .action((options) =>
      run(async (session) => (await import('./commands/plan.ts')).planDeploy(options, session))(),
    );

  appCommand(program, 'build', { aws: false })
    .description('build code and templates into a folder and stop before AWS')
    .option('--out <dir>', 'where to put them', '.jets/out')
    .option('--json', 'print what was built as JSON')
    .addHelpText('after', example('jets build --out build && cfn-lint build/templates/*.json'))
    .action((options) =>
      run(async (session) => (await import('./commands/build.ts')).buildApp(options, session))(),
    );

  appCommand(program, 'routes', { aws: false })
    .description('list the routes and the functions that serve them')
    .option('--json', 'print them as JSON')
    .addHelpText('after', example('jets routes --json'))
    .action((options) =>
      run(async (session) => (await import('./commands/routes.ts')).listAppRoutes(options, session))(),
    );

  appCommand(program, 'url')
    .description('print the address of the deployed API, ready to be requested')
    .option('--json', 'print { endpoint } as JSON')
    .addHelpText('after', example('curl "$(jets url)/posts"'))
    .action((options) =>
      run(async (session) => (await import('./commands/url.ts')).printUrl(options, session))(),
    );

  appCommand(program, 'status')
    .description('show what is deployed and whether it can be deployed to')
    .option('--json', 'print it as JSON')
    .addHelpText('after', example('jets status --env production'))
    .action((options) =>
      run(async (session) => (await import('./commands/status.ts')).showStatus(options, session))(),
    );

  appCommand(program, 'delete')
    .description('delete the deployed app with everything that belongs to it')
    .option('-y, --yes', 'do not ask')
    .option('--json', 'print one JSON event a line; the last one has type "result"')
    .addHelpText('after', example('jets delete --extra 2 --yes'))
    .action((options) =>
      run(async (session) => (await import('./commands/delete.ts')).deleteApp(options, session))(),
    );

  addLocalCommands(program, run);
  pointToOwnHelp(program, 'jets');
  return program;
}

/** What was wrong with a subcommand is in its own help. */
function pointToOwnHelp(parent: Command, name: string): void {
  for (const command of parent.commands) {
    const ownName = `${name} ${command.name()}`;
    const what = command.commands.length > 0 ? 'commands' : 'options';
    command.showHelpAfterError(`    → ${ownName} --help lists the ${what}.`);
    pointToOwnHelp(command, ownName);
  }
}

/** Commander's `error: unknown option '--jsn'\n(Did you mean --json?)` in the form of all other problems. */
function formatUsageError(text: string): string {
  const [summary = '', ...rest] = text.trimEnd().split('\n');
  const advice = rest.map((line) => `    → ${line.replace(/^\((.*)\)$/, '$1')}\n`);
  const message = summary.replace(/^error: /, '');
  return `✖ ${message.charAt(0).toUpperCase()}${message.slice(1)}\n${advice.join('')}`;
}

const deployVariables = `
Environment:
  JETS_API_REPLACE=1       replace the Rest API, needed or not
  JETS_RESET=1             let CloudFormation name the functions this once
  JETS_API_AUTO_REPLACE=1  approve a new Rest API when one is needed
`;

type Run = (act: (session: Session) => Promise<ExitCode>) => () => Promise<void>;

function addLocalCommands(program: Command, run: Run): void {
  const local = program
    .command('local')
    .description('run the embedded AWS: everything a deploy needs, on this machine, without an account')
    .addHelpText('after', example('jets local start && eval "$(jets local env)" && aws s3 ls'));

  const localCommand = (name: string) =>
    local.command(name).option('--dir <dir>', 'where its state lies (JETS_LOCAL_DIR, default ~/.jets/local)');

  const commands = async () => await import('./commands/local.ts');
  localCommand('start')
    .description('start it, detached, and print its endpoint')
    .option('--port <port>', 'port on 127.0.0.1 (JETS_LOCAL_PORT, default 4566 or the next free one)', toPort)
    .option('--foreground', 'stay in the foreground until interrupted')
    .addOption(
      new Option('--latency <mode>', 'instant, or real: durations and quotas like those of AWS')
        .choices(['instant', 'real'])
        .default('instant'),
    )
    .option('--json', 'print { port, endpoint, pid } as JSON')
    .addHelpText('after', example('jets local start --port 4600 --latency real'))
    .action((options) => run(async (session) => (await commands()).startLocal(options, session))());
  localCommand('stop')
    .description('stop it; what is deployed on it stays for the next start')
    .addHelpText('after', example('jets local stop'))
    .action((options) => run(async (session) => (await commands()).stopLocal(options, session))());
  localCommand('status')
    .description('tell whether it runs, and where')
    .option('--json', 'print { running, port, endpoint, pid } as JSON')
    .addHelpText('after', example('jets local status --json'))
    .action((options) => run(async (session) => (await commands()).showLocalStatus(options, session))());
  localCommand('reset')
    .description('forget everything that is deployed on it')
    .addHelpText('after', example('jets local reset'))
    .action((options) => run(async (session) => (await commands()).resetLocal(options, session))());
  localCommand('logs')
    .description('print what it logged')
    .option('-n, --lines <n>', 'last lines only', '200')
    .addHelpText('after', example('jets local logs -n 50'))
    .action((options) => run(async (session) => (await commands()).printLocalLogs(options, session))());
  localCommand('env')
    .description('print the exports that point any AWS SDK or the aws CLI at it')
    .option('--json', 'print them as JSON')
    .addHelpText('after', example('eval "$(jets local env)"'))
    .action((options) => run(async (session) => (await commands()).printLocalEnv(options, session))());
}

/** A command on the app in the current folder: which copy of it, and on which AWS. */
function appCommand(program: Command, name: string, { aws = true } = {}): Command {
  const command = program
    .command(name)
    .option('--env <name>', 'environment (JETS_ENV, default development)', toName)
    .option('--extra <name>', 'extra copy of the environment (JETS_EXTRA)', toName)
    .option('--region <region>', 'AWS region, before the one in jets.config', toRegion);
  return aws
    ? command.option('--local', 'use the embedded AWS on this machine, starting it if needed')
    : command;
}

function toPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 1 to 65535, or 0 for any free one.');
}

/** `--env "$ENVIRONMENT"` with an empty variable must not become the default environment. */
function toName(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('It is empty.');
}

function toRegion(text: string): string {
  if (/^[a-z]+(-[a-z]+)+-\d+$/.test(text)) return text;
  throw new InvalidArgumentError('A region is a name such as us-east-1.');
}

function example(command: string, comment?: string): string {
  return `\nExample:\n  $ ${command}${comment ? `   # ${comment}` : ''}\n`;
}
