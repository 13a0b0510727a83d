package dev.darm.recall;

import java.util.Iterator;
import java.util.List;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** Terms that were made elsewhere, as Lucene wants them. */
final class TermStream extends TokenStream {

    private final List<String> terms;
    private final CharTermAttribute attribute = addAttribute(CharTermAttribute.class);
    private Iterator<String> rest;

    TermStream(List<String> terms) {
        this.terms = terms;
        this.rest = terms.iterator();
    }

    @Override
    public boolean incrementToken() {
        clearAttributes();
        if (!rest.hasNext()) return false;
        attribute.append(rest.next());
        return true;
    }

    @Override
    public void reset() {
        rest = terms.iterator();
    }
}
