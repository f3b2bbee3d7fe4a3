import type { DeployReporter } from './deploy-reporter.ts';
import { createPersonReporter } from './person-reporter.ts';
import type { Session } from './session.ts';

/** Shows a deploy as it happens: as JSON lines on stdout, or as steps for a person on stderr. */
export function createDeployReporter(
  options: { readonly json?: boolean; readonly verbose?: boolean },
  session: Session,
): DeployReporter {
  return options.json ? createJsonReporter(session) : createPersonReporter(options, session.terminal);
}

function createJsonReporter({ terminal }: Session): DeployReporter {
  const print = (value: object) => terminal.data(JSON.stringify(value));
  return {
    begin: ({ namespace }, region, target) => print({ type: 'begin', namespace, region, target }),
    // Without templates and zips, which a script that follows a deploy has no use for: jets plan --json has them.
    plan: ({ templates: _templates, artifacts: _artifacts, toolkitTemplate: _toolkit, ...plan }) =>
      print({ type: 'plan', plan }),
    onEvent: print,
    abandon: () => {},
    end: (result) => print({ type: 'result', ...result }),
  };
}
