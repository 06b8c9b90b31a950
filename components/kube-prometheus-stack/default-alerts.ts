import { ClusterProvider } from "../monitoring-stack/args";

/** Providers whose control plane cannot be scraped: etcd, scheduler and controller manager are theirs. */
export const MANAGED: readonly ClusterProvider[] = [
  ClusterProvider.Gke,
  ClusterProvider.Eks,
  ClusterProvider.Aks,
  ClusterProvider.Oke,
];

/** Alerts of the chart that are switched off: a training job may run for weeks without being stuck. */
export const DISABLED_ALERTS: readonly string[] = ["KubeJobNotCompleted"];

/** Alerts that chart 88.5.3 brings everywhere; `npm run test:chart` compares the list with the chart. */
const EVERYWHERE = `
  Watchdog InfoInhibitor TargetDown
  AlertmanagerClusterCrashlooping AlertmanagerClusterDown AlertmanagerClusterFailedPeers
  AlertmanagerClusterFailedToSendAlerts AlertmanagerConfigInconsistent AlertmanagerFailedReload
  AlertmanagerFailedToSendAlerts AlertmanagerMembersInconsistent ConfigReloaderSidecarErrors
  PrometheusBadConfig PrometheusDuplicateTimestamps PrometheusErrorSendingAlertsToAnyAlertmanager
  PrometheusErrorSendingAlertsToSomeAlertmanagers PrometheusHighQueryLoad
  PrometheusKubernetesListWatchFailures PrometheusLabelLimitHit PrometheusMissingRuleEvaluations
  PrometheusNotConnectedToAlertmanagers PrometheusNotIngestingSamples
  PrometheusNotificationQueueRunningFull PrometheusOperatorListErrors
  PrometheusOperatorNodeLookupErrors PrometheusOperatorNotReady PrometheusOperatorReconcileErrors
  PrometheusOperatorRejectedResources PrometheusOperatorStatusUpdateErrors
  PrometheusOperatorSyncFailed PrometheusOperatorWatchErrors PrometheusOutOfOrderTimestamps
  PrometheusRemoteStorageFailures PrometheusRemoteWriteBehind PrometheusRemoteWriteDesiredShards
  PrometheusRuleFailures PrometheusSDRefreshFailure PrometheusScrapeBodySizeLimitHit
  PrometheusScrapeSampleLimitHit PrometheusTSDBCompactionsFailing PrometheusTSDBReloadsFailing
  PrometheusTargetLimitHit PrometheusTargetSyncFailure
  CPUThrottlingHigh KubeAPIDown KubeAPIErrorBudgetBurn KubeAPIInstanceUnreachable
  KubeAPITerminatedRequests KubeAggregatedAPIDown KubeAggregatedAPIErrors KubeCPUOvercommit
  KubeCPUQuotaOvercommit KubeClientCertificateExpiration KubeClientErrors KubeContainerWaiting
  KubeDaemonSetMisScheduled KubeDaemonSetNotScheduled KubeDaemonSetRolloutStuck
  KubeDeploymentGenerationMismatch KubeDeploymentReplicasMismatch KubeDeploymentRolloutStuck
  KubeHpaMaxedOut KubeHpaReplicasMismatch KubeJobFailed KubeMemoryOvercommit
  KubeMemoryQuotaOvercommit KubeNodeEviction KubeNodeNotReady KubeNodePressure
  KubeNodeReadinessFlapping KubeNodeUnreachable KubePdbNotEnoughHealthyPods
  KubePersistentVolumeErrors KubePersistentVolumeFillingUp KubePersistentVolumeInodesFillingUp
  KubePodCrashLooping KubePodNotReady KubeQuotaAlmostFull KubeQuotaExceeded KubeQuotaFullyUsed
  KubeStateMetricsListErrors KubeStateMetricsShardingMismatch KubeStateMetricsShardsMissing
  KubeStateMetricsWatchErrors KubeStatefulSetGenerationMismatch KubeStatefulSetReplicasMismatch
  KubeStatefulSetUpdateNotRolledOut KubeVersionMismatch KubeletClientCertificateExpiration
  KubeletClientCertificateRenewalErrors KubeletDown KubeletInstanceUnreachable
  KubeletPlegDurationHigh KubeletPodStartUpLatencyHigh KubeletServerCertificateExpiration
  KubeletServerCertificateRenewalErrors KubeletTooManyPods
  NodeBondingDegraded NodeCPUHighUsage NodeClockNotSynchronising NodeClockSkewDetected
  NodeDiskIOSaturation NodeFileDescriptorLimit NodeFilesystemAlmostOutOfFiles
  NodeFilesystemAlmostOutOfSpace NodeFilesystemFilesFillingUp NodeFilesystemSpaceFillingUp
  NodeHighNumberConntrackEntriesUsed NodeMemoryHighUtilization NodeMemoryMajorPagesFaults
  NodeNetworkInterfaceFlapping NodeNetworkReceiveErrs NodeNetworkTransmitErrs NodeRAIDDegraded
  NodeRAIDDiskFailure NodeSystemSaturation NodeSystemdServiceCrashlooping NodeSystemdServiceFailed
  NodeTextFileCollectorScrapeError`;

/** Alerts that come with the scrapes of a control plane of one's own. */
const CONTROL_PLANE = `
  KubeControllerManagerDown KubeControllerManagerInstanceUnreachable KubeSchedulerDown
  KubeSchedulerInstanceUnreachable etcdDatabaseHighFragmentationRatio etcdDatabaseQuotaLowSpace
  etcdExcessiveDatabaseGrowth etcdGRPCRequestsSlow etcdHighCommitDurations etcdHighFsyncDurations
  etcdHighNumberOfFailedGRPCRequests etcdHighNumberOfFailedProposals etcdHighNumberOfLeaderChanges
  etcdInsufficientMembers etcdMemberCommunicationSlow etcdMembersDown etcdNoLeader`;

/** Names of the alerts that the chart brings with our values, sorted. */
export function defaultAlerts(provider: ClusterProvider): readonly string[] {
  const names = MANAGED.includes(provider) ? EVERYWHERE : EVERYWHERE + CONTROL_PLANE;
  return names.trim().split(/\s+/).sort();
}
