import type * as Sdk from '@aws-sdk/client-lambda';
import type { Operation, RequestContext } from '../../cloud.ts';
import { invalidParameter, notEmbedded, userError, validationError } from '../errors.ts';
import { findVersion } from '../find-version.ts';
import { functionArn, parseFunctionReference, parseUnqualified } from '../function-reference.ts';
import { page } from '../page.ts';
import { qualifiedRecords, recordKey, type EventInvokeRecord, type LambdaRecords } from '../records.ts';

/** How asynchronous invocations are retried. Without a qualifier it is `$LATEST`'s. */
export function eventInvokeConfigOperations(records: LambdaRecords): Readonly<Record<string, Operation>> {
  const locate = (
    request: { FunctionName?: string | undefined; Qualifier?: string | undefined },
    context: RequestContext,
  ) => {
    const reference = parseFunctionReference(request.FunctionName!, request.Qualifier, context);
    const qualifier = reference.qualifier ?? '$LATEST';
    return {
      reference,
      key: recordKey(context.region, reference.name, qualifier),
      arn: functionArn(context, reference.name, qualifier),
    };
  };
  const find = (key: string, arn: string): EventInvokeRecord => {
    const found = records.eventInvokeConfigs.get(key);
    if (!found) {
      throw userError(
        'ResourceNotFoundException',
        `The function ${arn} doesn't have an EventInvokeConfig`,
        404,
      );
    }
    return found;
  };
  return {
    PutFunctionEventInvokeConfig(request: Sdk.PutFunctionEventInvokeConfigRequest, context) {
      const { reference, key, arn } = locate(request, context);
      checkRequest(request);
      findVersion(records, reference, context);
      const config = buildRecord(arn, request);
      records.eventInvokeConfigs.put(key, config);
      return describe(config);
    },
    UpdateFunctionEventInvokeConfig(request: Sdk.UpdateFunctionEventInvokeConfigRequest, context) {
      const { key, arn } = locate(request, context);
      checkRequest(request);
      const config = { ...find(key, arn), ...buildRecord(arn, request) };
      records.eventInvokeConfigs.put(key, config);
      return describe(config);
    },
    GetFunctionEventInvokeConfig(request: Sdk.GetFunctionEventInvokeConfigRequest, context) {
      const { key, arn } = locate(request, context);
      return describe(find(key, arn));
    },
    DeleteFunctionEventInvokeConfig(request: Sdk.DeleteFunctionEventInvokeConfigRequest, context) {
      const { key, arn } = locate(request, context);
      find(key, arn);
      records.eventInvokeConfigs.remove(key);
      return {};
    },
    ListFunctionEventInvokeConfigs(request: Sdk.ListFunctionEventInvokeConfigsRequest, context) {
      const name = parseUnqualified(request.FunctionName!, context);
      const found = qualifiedRecords(records.eventInvokeConfigs, context.region, name).map(([, config]) =>
        describe(config),
      );
      const { items, nextMarker } = page(found, request.Marker, request.MaxItems);
      return {
        FunctionEventInvokeConfigs: items,
        ...(nextMarker === undefined ? {} : { NextMarker: nextMarker }),
      };
    },
  };
}

function checkRequest(request: Sdk.PutFunctionEventInvokeConfigRequest): void {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = request;
  if (DestinationConfig?.OnFailure?.Destination || DestinationConfig?.OnSuccess?.Destination) {
    throw notEmbedded('destinations for asynchronous invocations');
  }
  if (MaximumRetryAttempts === undefined && MaximumEventAgeInSeconds === undefined) {
    throw invalidParameter('You must specify at least one of error handling or destination setting.');
  }
  if (MaximumRetryAttempts !== undefined && MaximumRetryAttempts > 2) {
    throw validationError(
      String(MaximumRetryAttempts),
      'maximumRetryAttempts',
      'Member must have value less than or equal to 2',
    );
  }
  if (
    MaximumEventAgeInSeconds !== undefined &&
    (MaximumEventAgeInSeconds < 60 || MaximumEventAgeInSeconds > 21_600)
  ) {
    throw validationError(
      String(MaximumEventAgeInSeconds),
      'maximumEventAgeInSeconds',
      MaximumEventAgeInSeconds < 60
        ? 'Member must have value greater than or equal to 60'
        : 'Member must have value less than or equal to 21600',
    );
  }
}

function buildRecord(
  functionArn: string,
  request: Sdk.PutFunctionEventInvokeConfigRequest,
): EventInvokeRecord {
  const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = request;
  return {
    functionArn,
    lastModified: Date.now(),
    ...(MaximumRetryAttempts === undefined ? {} : { maximumRetryAttempts: MaximumRetryAttempts }),
    ...(MaximumEventAgeInSeconds === undefined ? {} : { maximumEventAgeInSeconds: MaximumEventAgeInSeconds }),
  };
}

function describe(config: EventInvokeRecord): Sdk.FunctionEventInvokeConfig {
  return {
    FunctionArn: config.functionArn,
    LastModified: new Date(config.lastModified),
    DestinationConfig: { OnSuccess: {}, OnFailure: {} },
    ...(config.maximumRetryAttempts === undefined
      ? {}
      : { MaximumRetryAttempts: config.maximumRetryAttempts }),
    ...(config.maximumEventAgeInSeconds === undefined
      ? {}
      : { MaximumEventAgeInSeconds: config.maximumEventAgeInSeconds }),
  };
}
