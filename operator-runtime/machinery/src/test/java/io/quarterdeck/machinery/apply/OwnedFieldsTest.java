package io.quarterdeck.machinery.apply;

import static io.quarterdeck.machinery.apply.Samples.CONFIG_MAP;
import static io.quarterdeck.machinery.apply.Samples.DEPLOYMENT;
import static io.quarterdeck.machinery.apply.Samples.THING;
import static io.quarterdeck.machinery.apply.Samples.json;
import static io.quarterdeck.machinery.apply.Samples.single;
import static io.quarterdeck.machinery.apply.Samples.thing;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarterdeck.machinery.kinds.Kind;
import org.junit.jupiter.api.Test;

final class OwnedFieldsTest {

    private static String applied(Kind kind, ObjectNode config) {
        return single(OwnedFields.ownable(OwnedFields.applied(kind.schema(), config)));
    }

    private static String made(Kind kind, ObjectNode object) {
        return single(OwnedFields.ownable(
                Comparison.ofNew(kind.schema(), kind.builtIn(), object).added()));
    }

    @Test
    void anApplierOwnsValuesAndElementsButNotStructures() {
        assertThat(applied(DEPLOYMENT, json("""
                        {'apiVersion':'apps/v1','kind':'Deployment',
                         'metadata':{'name':'web','namespace':'x','labels':{'app':'web'}},
                         'spec':{'replicas':2,'selector':{'matchLabels':{'app':'web'}},'strategy':{},
                          'template':{'spec':{'containers':[
                            {'name':'c','image':'i','ports':[{'containerPort':80}],'args':['a','b'],
                             'resources':{'limits':{'cpu':'1'}}}],
                            'nodeSelector':{'a':'b'}}}}}
                        """)))
                .isEqualTo(
                        "{'f:metadata':{'f:labels':{'f:app':{}}},'f:spec':{'f:replicas':{},'f:selector':{},'f:strategy':{},"
                                + "'f:template':{'f:spec':{'f:containers':{'k:{\\'name\\':\\'c\\'}':{'.':{},'f:args':{},'f:image':{},"
                                + "'f:name':{},'f:ports':{'k:{\\'containerPort\\':80,\\'protocol\\':\\'TCP\\'}':"
                                + "{'.':{},'f:containerPort':{}}},'f:resources':{'f:limits':{'f:cpu':{}}}}},'f:nodeSelector':{}}}}}");
    }

    @Test
    void aMakerOwnsStructuresToo() {
        assertThat(made(CONFIG_MAP, json("""
                        {'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'a','labels':{'x':'y'},'uid':'1'},
                         'data':{'k':'v'}}
                        """)))
                .isEqualTo("{'f:data':{'.':{},'f:k':{}},'f:metadata':{'f:labels':{'.':{},'f:x':{}}}}");
    }

    @Test
    void noStructureThatEveryObjectOfABuiltInKindHasIsOwned() {
        ObjectNode deployment = json("""
                {'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'web'},
                 'spec':{'replicas':1,'template':{'metadata':{'labels':{'a':'b'}},'spec':{'restartPolicy':'Always'}}}}
                """);
        assertThat(made(DEPLOYMENT, deployment))
                .isEqualTo("{'f:spec':{'f:replicas':{},'f:template':{'f:metadata':{'f:labels':{'.':{},'f:a':{}}},"
                        + "'f:spec':{'f:restartPolicy':{}}}}}");
        assertThat(made(THING, thing("{'size':1}"))).isEqualTo("{'f:spec':{'.':{},'f:size':{}}}");
    }

    @Test
    void listsAndMapsAreOwnedAsTheirSchemaSays() {
        assertThat(applied(THING, thing("""
                        {'tags':['b','a'],'ports':[{'port':1},{'port':1,'protocol':'UDP','note':'x'}],'words':['a'],
                         'whole':{'a':'b'},'map':{'a':'b'},'inner':{'a':'b'}}
                        """)))
                .isEqualTo("{'f:spec':{'f:inner':{'f:a':{}},'f:map':{'f:a':{}},'f:ports':{"
                        + "'k:{\\'port\\':1,\\'protocol\\':\\'TCP\\'}':{'.':{},'f:port':{}},"
                        + "'k:{\\'port\\':1,\\'protocol\\':\\'UDP\\'}':{'.':{},'f:note':{},'f:port':{},'f:protocol':{}}},"
                        + "'f:tags':{'v:\\'a\\'':{},'v:\\'b\\'':{}},'f:whole':{},'f:words':{}}}");
    }

    @Test
    void whatHasNoSchemaIsDeduced() {
        assertThat(applied(THING, thing("{'free':{'a':{'b':1,'c':[{'d':1}]},'e':null,'f':{}}}")))
                .isEqualTo("{'f:spec':{'f:free':{'f:a':{'.':{},'f:b':{},'f:c':{}},'f:e':{},'f:f':{}}}}");
    }
}
