import { createApiGateway } from './apigateway/service.ts';
import { createDataPlane } from './apigateway/data-plane.ts';
import type { Cloud, Service } from './cloud.ts';
import { createCloudFormation } from './cloudformation/service.ts';
import { createEvents } from './events/service.ts';
import type { DataPlane } from './http.ts';
import { createIam } from './iam/service.ts';
import { createLambda } from './lambda/service.ts';
import { createLogs } from './logs/service.ts';
import { createS3 } from './s3/service.ts';
import { createSts } from './sts/service.ts';

/** Everything an embedded AWS is made of. */
export function createServices(cloud: Cloud): { services: readonly Service[]; dataPlane: DataPlane } {
  return {
    services: [
      createS3(cloud),
      createSts(cloud),
      createIam(cloud),
      createLogs(cloud),
      createLambda(cloud),
      createEvents(cloud),
      createApiGateway(cloud),
      createCloudFormation(cloud),
    ],
    dataPlane: createDataPlane(cloud),
  };
}
