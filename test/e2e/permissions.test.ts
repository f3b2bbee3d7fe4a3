import { expect, it, onTestFinished } from 'vitest';

import { readReadmePolicy, toRequest } from '../aws/readme-policy.ts';
import { editFile } from './support/edit-file.ts';
import { runJets } from './support/jets.ts';
import { openMeddledAws } from './support/meddled-aws.ts';
import { makeStarter } from './support/starter.ts';

it(
  'the permissions in the README allow what CloudFormation does for an app',
  { timeout: 60_000 },
  async () => {
    const isAllowed = await readReadmePolicy();
    const [aws, app] = await Promise.all([openMeddledAws(), makeStarter()]);
    onTestFinished(() => app.remove());
    const jets = (...args: string[]) => runJets(args, { cwd: app.dir, env: aws.env });
    const seen = new Set<string>();
    const refused = new Set<string>();
    aws.meddlers.add(({ service, operation, input }) => {
      seen.add(service);
      const request = toRequest(`${service}:${operation}`, input);
      if (request && !isAllowed(request))
        refused.add(`${operation} as ${request.action} on ${request.resource}`);
    });

    expect(await jets('deploy')).toMatchObject({ code: 0 });
    await editFile(app.dir, 'config/routes.ts', (text) => text.replace("'posts/:id'", "'posts/:key'"));
    await editFile(app.dir, 'jets.config.ts', (text) =>
      text.replace(
        "region: 'us-east-1',\n",
        "$&  managedIamPolicy: ['AmazonS3ReadOnlyAccess'],\n  logs: { retentionInDays: 7 },\n  cfn: { build: { resourceTags: { team: 'web' } } },\n",
      ),
    );
    expect(await jets('deploy', '--yes')).toMatchObject({ code: 0 });
    expect(await jets('delete', '--yes')).toMatchObject({ code: 0 });
    expect([...refused]).toEqual([]);
    for (const service of ['apigateway', 'events', 'iam', 'lambda', 'logs', 's3'])
      expect(seen).toContain(service);
  },
);
