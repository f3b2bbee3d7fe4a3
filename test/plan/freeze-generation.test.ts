import { describe, expect, it } from 'vitest';

import type { Plan } from '../../src/plan/plan.ts';
import type { Template } from '../../src/templates/template.ts';
import { deployed, type LiveApp, planOnto } from './live-app.ts';

const before = ['GET /posts/{id} posts#show', 'GET /about pages#about'];
const after = ['GET /posts/{post_id} posts#show'];

describe('an expand keeps of the old Rest API', () => {
  const live = deployed({ routes: before });

  it('the latest versions of functions that only it names: an app that takes these up again publishes none twice', () => {
    const { Resources } = readExpand(planOnto(live, { routes: after }));
    const versions = Object.keys(Resources).filter((id) => id.startsWith('PagesControllerVersion'));
    expect(versions).toHaveLength(1);
    expect(Object.keys(readLive(live).Resources)).toEqual(expect.arrayContaining(versions));
  });

  it('the latest versions also of functions whose names CloudFormation made up', () => {
    const reset = deployed({ routes: before, reset: true });
    const stages = reset.details.restApis[0]!.stages.map((stage) => ({
      ...stage,
      variables: {
        posts_controller: 'p-PostsControllerUnnamed:1',
        pages_controller: 'p-PagesControllerUnnamed:1',
      },
    }));
    const restApis = reset.details.restApis.map((restApi) => ({ ...restApi, stages }));
    const plan = planOnto({ ...reset, details: { ...reset.details, restApis } }, { routes: after });
    const { Resources } = readExpand(plan);
    const versions = Object.keys(Resources).filter((id) => /ControllerUnnamedVersion/.test(id));
    expect(versions).toHaveLength(2);
  });

  it('no version of a function that the new one goes on with: that is published anew', () => {
    const { Resources } = readExpand(planOnto(live, { routes: after, code: { posts_controller: 'new' } }));
    const versions = Object.keys(Resources).filter((id) => id.startsWith('PostsControllerVersion'));
    expect(versions).toHaveLength(1);
    expect(Object.keys(readLive(live).Resources)).not.toEqual(expect.arrayContaining(versions));
  });

  it('the bucket that the code of its functions is in, whatever the toolkit has now', () => {
    const { stack } = live.live;
    const moved: LiveApp = {
      ...live,
      live: {
        ...live.live,
        stack: { ...stack!, record: { ...stack!.record, parameters: { ArtifactBucket: 'former-bucket' } } },
      },
    };
    const { Resources } = readExpand(planOnto(moved, { routes: after }));
    expect(Resources['PagesController']?.Properties?.['Code']).toMatchObject({ S3Bucket: 'former-bucket' });
    expect(Resources['PostsController']?.Properties?.['Code']).toMatchObject({
      S3Bucket: { Ref: 'ArtifactBucket' },
    });
  });

  it('no nested stack when one of them is gone, and nothing that waits for one', () => {
    const pages = live.details.pages.map((page) => ({ ...page, status: 'DELETE_FAILED' }));
    const gone: LiveApp = { ...live, details: { ...live.details, pages } };
    const plan = planOnto(gone, { routes: [...before, 'GET /posts posts#index'] });
    expect(plan.strategy).toMatchObject({ kind: 'replace-api', reasons: [{ code: 'missing' }] });
    const { Resources } = readExpand(plan);
    expect(Object.keys(Resources).filter((id) => id.startsWith('RestApiPage'))).toEqual([]);
    expect(Resources).toHaveProperty('RestApiStage');
    const deployment = Object.entries(Resources).find(([id]) => id.startsWith('RestApiDeployment'));
    expect(deployment?.[1]).not.toHaveProperty('DependsOn');
  });
});

function readExpand({ steps, templates }: Plan): Template {
  const expand = steps.find((step) => step.kind === 'update' && step.phase === 'expand');
  const file = templates.find(({ key }) => expand?.kind === 'update' && key === expand.template);
  return JSON.parse(file?.body ?? '') as Template;
}

function readLive({ live }: LiveApp): Template {
  return JSON.parse(live.stack?.templateBody ?? '') as Template;
}
