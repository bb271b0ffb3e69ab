export { EnrolmentModule } from './enrolment.module.ts';
