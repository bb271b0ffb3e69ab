export { OperationKinds } from './operation-kinds.ts';
export { OperationRun } from './operation-run.ts';
export { OperationsModule } from './operations.module.ts';
export { OperationsService } from './operations.service.ts';
