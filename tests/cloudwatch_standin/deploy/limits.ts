/** What the services allow. Sources: API references of the operations named; «CloudWatch service quotas». */
export const LIMITS = {
  /** PutMetricAlarm, PutCompositeAlarm. */
  nameCharacters: 255,
  descriptionCharacters: 1024,
  actionsPerState: 5,
  dimensions: 30,
  /** MetricDataQuery: metrics and expressions of an alarm together, and metrics among them. */
  queriesPerAlarm: 20,
  metricsPerAlarm: 10,
  expressionCharacters: 2048,
  shortPeriods: [10, 20, 30],
  dayInSeconds: 86_400,
  hourInSeconds: 3_600,
  weekInSeconds: 604_800,
  ruleCharacters: 10_240,
  alarmsPerRule: 100,
  parentsPerAlarm: 150,
  tagsPerResource: 50,
  /** PutDashboard; «Metrics» in «CloudWatch service quotas». */
  widgetsPerDashboard: 500,
  metricsPerWidget: 500,
  metricsPerDashboard: 2500,
  /** PutLogGroup, PutMetricFilter, PutQueryDefinition. */
  groupCharacters: 512,
  retentionDays: [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
  ],
  filterNameCharacters: 512,
  filterPatternCharacters: 1024,
  filtersPerGroup: 100,
  transformationsPerFilter: 1,
  filterDimensions: 3,
  queryNameCharacters: 255,
  queryCharacters: 10_000,
  /** CreateTopic. */
  topicName: /^[A-Za-z0-9_-]{1,256}$/,
} as const;
