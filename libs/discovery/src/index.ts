export {
  createDirectory,
  type Directory,
  type DirectoryOptions,
  type StaticNode,
} from './directory.ts';
export { type MdnsOptions, type MdnsState } from './mdns-options.ts';
export {
  type DiscoveredNode,
  type NodeAdvertisement,
  type NodePorts,
  type NodeRole,
} from './node-record.ts';
