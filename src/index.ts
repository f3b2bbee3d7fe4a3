/**
 * What apps import as `jets-deploy`. Controllers that import it carry it into their Lambda function:
 * it stays small and needs neither Node's modules nor a package.
 */
export { defineConfig } from './config/define-config.ts';
export { job } from './app/job.ts';
export { routes } from './app/routes.ts';
export type { Action, ActionContext, ApiGatewayEvent, LambdaContext, ScheduledEvent } from './app/action.ts';
export type { Schedule } from './app/job.ts';
export type { DeclaredRoutes, RouteBuilder } from './app/routes.ts';
export type { CorsConfig, FunctionConfig, Grouping, JetsConfig, PolicyStatement } from './config/config.ts';
