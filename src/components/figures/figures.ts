/** The figures, which a chapter places by name inside a <Figure>. */
import ActionsRun from "./ActionsRun.astro";
import AwsPhases from "./AwsPhases.astro";
import FeatureStore from "./FeatureStore.astro";
import GoogleLevels from "./GoogleLevels.astro";
import HierarchyOfNeeds from "./HierarchyOfNeeds.astro";
import MaturityScales from "./MaturityScales.astro";
import MicrosoftLevels from "./MicrosoftLevels.astro";
import Nfsops from "./Nfsops.astro";
import Operationalizing from "./Operationalizing.astro";
import RuleOf25 from "./RuleOf25.astro";
import SpaceSync from "./SpaceSync.astro";
import Workflows from "./Workflows.astro";

export const figures = {
  ActionsRun,
  AwsPhases,
  FeatureStore,
  GoogleLevels,
  HierarchyOfNeeds,
  MaturityScales,
  MicrosoftLevels,
  Nfsops,
  Operationalizing,
  RuleOf25,
  SpaceSync,
  Workflows,
};
