export { OperationKinds } from './operation-kinds.ts';
export { OperationRun } from './operation-run.ts';
export type { OperationUpdate } from './operations.repository.ts';
export { OperationsModule } from './operations.module.ts';
export { OperationsService } from './operations.service.ts';
