import { describe, expect, it } from 'vitest';

import { diffTemplates } from '../../src/plan/diff-templates.ts';
import type { Template, TemplateResource } from '../../src/templates/template.ts';

const template = (resources: Record<string, TemplateResource>): Template => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Resources: resources,
});

describe('diffTemplates', () => {
  it('creates everything when nothing is live', () => {
    const desired = template({ Api: { Type: 'AWS::ApiGateway::RestApi' } });
    expect(diffTemplates(undefined, desired)).toEqual([
      { action: 'create', logicalId: 'Api', type: 'AWS::ApiGateway::RestApi' },
    ]);
  });

  it('names what is new, what differs and what is gone, and leaves out what is the same', () => {
    const live = template({
      Same: { Type: 'T', Properties: { a: 1, b: 2 } },
      Changed: { Type: 'T', Properties: { a: 1 } },
      Gone: { Type: 'T' },
    });
    const desired = template({
      Same: { Type: 'T', Properties: { b: 2, a: 1 } },
      Changed: { Type: 'T', Properties: { a: 2 } },
      New: { Type: 'T' },
    });
    expect(diffTemplates(live, desired)).toEqual([
      { action: 'update', logicalId: 'Changed', type: 'T' },
      { action: 'create', logicalId: 'New', type: 'T' },
      { action: 'delete', logicalId: 'Gone', type: 'T' },
    ]);
  });
});
