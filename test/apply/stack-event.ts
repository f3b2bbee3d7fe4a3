import type { StackEventRecord } from '../../src/aws/stack-records.ts';

let count = 0;

/** An event of the root stack's resource `X`, unless told otherwise. Each has an id of its own. */
export function stackEvent(fields: Partial<StackEventRecord> = {}): StackEventRecord {
  count += 1;
  return {
    id: `event-${count}`,
    stackId: 'arn:root',
    stackName: 'blog-dev',
    logicalId: 'X',
    resourceType: 'AWS::Lambda::Function',
    status: 'CREATE_IN_PROGRESS',
    at: new Date(0),
    ...fields,
  };
}

/** An event of a stack itself, and not of something in it. */
export function ownEvent(stackId: string, status: string, fields: Partial<StackEventRecord> = {}) {
  return stackEvent({
    stackId,
    physicalId: stackId,
    resourceType: 'AWS::CloudFormation::Stack',
    status,
    ...fields,
  });
}

/** An event of a nested stack as its parent lists it. */
export function nestedEvent(physicalId: string, status: string, fields: Partial<StackEventRecord> = {}) {
  return stackEvent({
    logicalId: 'RestApiPage1',
    physicalId,
    resourceType: 'AWS::CloudFormation::Stack',
    status,
    ...fields,
  });
}
